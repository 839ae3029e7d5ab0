from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from labeling.study.__main__ import app
from settings import ROOT
from tests.labeling.study.conftest import Street
from tests.labeling.study.learners import CheapLearner
from tests.labeling.study.test_rounds import do

SMALL = ["--start", "4", "--batch", "3", "--rounds", "2", "--steps", "3", "--strategy", "uncertainty", "--seed", "7"]


def test_the_report_of_a_finished_study(tmp_path: Path) -> None:
    do(tmp_path / "rounds", CheapLearner())
    done = CliRunner().invoke(app, ["report", "--out", str(tmp_path), "--at", "14"])
    assert done.exit_code == 0, done.output
    assert "| uncertainty+diversity |" in done.output and "Labels needed" in done.output
    assert (tmp_path / "curves.png").is_file()


@pytest.mark.parametrize(
    ("words", "said"), [(["--at", "15"], "[8, 14, 20, 26]"), (["--at", "14", "--out", "nowhere"], "`run` the study")]
)
def test_what_can_be_mended_is_said_in_one_line(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    do(tmp_path / "rounds", CheapLearner())
    done = CliRunner().invoke(app, ["report", "--out", str(tmp_path), *words])
    assert done.exit_code == 1 and said in done.output and "Traceback" not in done.output


@pytest.mark.slow
def test_killed_it_goes_on_to_the_same_end(street: Street, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    words = ["run", "--street", str(street(16)), *SMALL]
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-m", "labeling.study", *words, "--out", str(killed)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"})
    limit = time.monotonic() + 600
    while not list(killed.glob("rounds/start-7-0.round.json")) and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (killed / "rounds" / "start-7-0.round.json").is_file()
    for folder in (killed, whole):
        done = CliRunner().invoke(app, [*words, "--out", str(folder)])
        assert done.exit_code == 0, done.output
    figures = [
        {file.name: {**json.loads(file.read_text()), "seconds": 0} for file in (folder / "rounds").glob("*.round.json")}
        for folder in (killed, whole)
    ]
    assert figures[0] == figures[1] and len(figures[0]) == 3
    refused = CliRunner().invoke(app, [*words, "--out", str(whole), "--steps", "4"])
    assert refused.exit_code == 1 and "other settings" in refused.output
