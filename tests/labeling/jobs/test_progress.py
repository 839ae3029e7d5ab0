from __future__ import annotations

import io

import pytest
from tqdm import tqdm

from labeling.commands.console import lines
from labeling.jobs.progress import Progress, read_progress


def test_our_own_lines_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    tell = lines("sending", every=0)
    for done in (0, 7, 12):
        tell(done, 12)
    progress, others = read_progress("Label Studio: http://x\n" + capsys.readouterr().err + "12 photos sent\n")
    assert progress == Progress("sending", 12, 12)
    assert others == ["Label Studio: http://x", "12 photos sent"]


def test_lines_come_now_and_then_but_the_last_one_always(capsys: pytest.CaptureFixture[str]) -> None:
    tell = lines("scoring", every=60)
    for done in range(11):
        tell(done, 10)
    assert capsys.readouterr().err.splitlines() == ["scoring: 0 of 10", "scoring: 10 of 10"]


def test_bars_of_tqdm_are_read() -> None:
    written = io.StringIO()
    bar = tqdm(total=40, desc="epoch 2", unit="step", file=written, mininterval=0, ncols=100)
    bar.update(5)
    bar.refresh()
    assert read_progress(written.getvalue()) == (Progress("epoch 2", 5, 40), [])
    bar.close()


@pytest.mark.parametrize("text", ["", "\n\n", "error: there is none", "12 of 13", ": 1 of 2"])
def test_other_words_are_no_progress(text: str) -> None:
    progress, others = read_progress(text)
    assert progress is None and others == [line for line in [text] if line.strip()]
