"""The app as a program: what it loads, and what it says when it can't start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_serving_loads_no_training_framework() -> None:
    code = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = run("-c", code)
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}
    assert {"gradio", "onnxruntime", "faiss"} <= loaded
    assert not loaded & {"torch", "torchvision", "tensorflow", "scipy", "sklearn"}


def test_a_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    done = run("app.py", BTL_PORT="none", BTL_STATE=str(tmp_path))
    assert done.returncode == 1
    assert "The app can't start" in done.stderr and "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_out_of_reach_is_one_clear_line(tmp_path: Path) -> None:
    # A file where the database's folder should be: no user, not even root, can make that folder.
    (tmp_path / "file").touch()
    done = run("app.py", DATABASE_URL=f"sqlite:///{tmp_path}/file/shop.db", BTL_STATE=str(tmp_path / "state"))
    assert done.returncode == 1
    assert "The app can't start" in done.stderr
    assert "Traceback" not in done.stderr
