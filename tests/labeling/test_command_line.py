from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from labeling.__main__ import app
from labeling.pool import Pool
from settings import ROOT, Settings
from tests.labeling.conftest import fill

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings) -> Run:
    def call(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--state", str(settings.state)])

    return call


def test_from_photos_to_a_batch(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    look = ROOT / "data" / "demo" / "looks" / "look-1.webp"
    done = run("collect", str(look), str(look), str(bad), "--alone")
    assert done.exit_code == 2 and "1 new photos, 1 known, 1 bad" in done.output
    assert "1 photos scored" in run("score", "--strategy", "entropy", "--aggregate", "max").output
    sha256, why = run("batch").output.split("\t")
    assert "random audit" in why
    assert "scored           1" in run("status").output
    assert "new -> scored" in run("history", sha256.strip()).output
    assert "forgotten" in run("forget", str(look)).output
    assert "scored           0" in run("status").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("history", "abcdef"), "no photo"),
        (("forget", "abcdef"), "no photo"),
        (("push",), "python -m labeling up"),
        (("pull",), "python -m labeling up"),
        (("score", "--strategy", "vibes"), "entropy"),
        (("rollback",), "nothing to go back to"),
        (("promote", "9.9"), "shipped"),
        (("accept", "abcdef", "1"), "no photo"),
        (("again", "abcdef"), "no photo"),
    ],
)
def test_what_can_be_mended_is_said_in_one_line(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 1
    assert said in done.output and "Traceback" not in done.output


def test_old_photos_expire(run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool.open(settings)
    fill(pool, 2)
    assert "0 photos forgotten" in run("expire").output
    monkeypatch.setenv("BTL_POOL_DAYS", "0.0000001")
    assert "2 photos forgotten" in run("expire").output
    assert pool.store.names() == set()


def test_the_shipped_detector_is_live(run: Run) -> None:
    assert run("candidates").output.startswith("* shipped")
