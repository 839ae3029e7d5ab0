"""Label Studio's environment: made once, made anew if that was cut off. What is installed is not 800 MB here."""

from __future__ import annotations

from pathlib import Path

import pytest

from labeling.studio import install
from labeling.studio.access import StudioError
from labeling.studio.install import label_studio_in

INSTALLER = """#!/bin/sh
echo "$@" >> {log}
[ "$1" = venv ] && for last; do :; done && mkdir -p "$last/bin"
[ "$1" = pip ] && [ ! -e {broken} ] && touch {environment}/bin/label-studio && exit 0
[ "$1" = venv ] || {{ echo no network >&2; exit 1; }}
"""


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where to install to, with an installer that leaves an empty file for a program."""
    environment = tmp_path / "cache" / "label-studio"
    uv = tmp_path / "uv"
    uv.write_text(INSTALLER.format(log=tmp_path / "log", broken=tmp_path / "broken", environment=environment))
    uv.chmod(0o755)
    monkeypatch.setattr(install.shutil, "which", lambda _name: str(uv))
    return environment


def installed(environment: Path) -> int:
    """How many times something was installed."""
    log = environment.parent.parent / "log"
    return log.read_text().count(f"label-studio=={install.VERSION}") if log.exists() else 0


def test_it_is_installed_once(environment: Path) -> None:
    program = label_studio_in(environment, print)
    assert program == environment / "bin" / "label-studio" and program.is_file()
    assert label_studio_in(environment, print) == program
    assert installed(environment) == 1
    assert [path.name for path in environment.parent.iterdir()] == ["label-studio"]


def test_one_that_was_cut_off_is_made_anew(environment: Path) -> None:
    label_studio_in(environment, print)
    (environment / "rest").touch()
    (environment.parent / "label-studio.unfinished").touch()  # what SIGKILL leaves
    label_studio_in(environment, print)
    assert installed(environment) == 2 and not (environment / "rest").exists()
    label_studio_in(environment, print)
    assert installed(environment) == 2


def test_one_that_fails_leaves_nothing_and_says_why(environment: Path) -> None:
    broken = environment.parent.parent / "broken"
    broken.touch()
    with pytest.raises(StudioError, match="no network"):
        label_studio_in(environment, print)
    assert not environment.exists()
    broken.unlink()
    assert label_studio_in(environment, print).is_file()
