from __future__ import annotations

import sys
from pathlib import Path

import pytest

from labeling.studio.access import Access, access_file
from settings import Settings
from web.labelling.commands import again_line, command_line, commands, studio_url


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("BTL_LABEL_STUDIO_URL", "BTL_LABEL_STUDIO_TOKEN", "BTL_STREET_PHOTOS", "BTL_TRAIN_PYTHON"):
        monkeypatch.delenv(name, raising=False)
    return Settings(state=tmp_path / "state")


def blocked(settings: Settings) -> dict[str, str]:
    return {each.name: each.blocked for each in commands(settings)}


def test_a_label_studio_frees_push_and_pull(settings: Settings) -> None:
    assert blocked(settings)["push"] and studio_url(settings) is None
    file = access_file(settings)
    file.parent.mkdir(parents=True)
    file.write_text(Access(url="http://127.0.0.1:9", token="t").model_dump_json())
    assert (blocked(settings)["push"], blocked(settings)["pull"]) == ("", "")
    assert studio_url(settings) == "http://127.0.0.1:9"
    file.write_text("half a f")
    assert blocked(settings)["push"] and studio_url(settings) is None


def test_retraining_needs_its_data_and_a_python_that_can(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "BTL_STREET_PHOTOS" in blocked(settings)["retrain"]
    gone = settings.model_copy(update={"street_photos": tmp_path / "gone"})
    assert "no folder" in blocked(gone)["retrain"]
    there = settings.model_copy(update={"street_photos": tmp_path})
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)  # as where requirements.txt alone is installed
    assert "BTL_TRAIN_PYTHON" in blocked(there)["retrain"]
    assert blocked(there.model_copy(update={"train_python": Path("/venv/bin/python")}))["retrain"] == ""
    assert "requirements-labeling.txt" in blocked(there)["push"]


def test_command_lines(settings: Settings) -> None:
    state = ["--state", str(settings.state)]
    assert command_line(settings, "push", 12) == [sys.executable, "-m", "labeling", "push", "--size", "12", *state]
    training = settings.model_copy(update={"street_photos": Path("/data"), "train_python": Path("/venv/bin/python")})
    words = ["/venv/bin/python", "-m", "labeling", "retrain", "--street", "/data", *state]
    assert command_line(training, "retrain", 12) == words
    assert again_line(settings, "ab" * 32) == [sys.executable, "-m", "labeling", "again", "ab" * 32, *state]
    with pytest.raises(KeyError):
        command_line(settings, "down", 1)
