"""`python -m pipeline --pdp` as its users run it: a process, a folder, files, an exit status."""

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from pipeline.look import Look
from tests.pipeline.test_cli import LOOKS, run

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not LOOKS, reason="data/demo has no rendered looks")]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A page of a whole person, the same again in small, its upper half, a close-up and a broken file."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "page").mkdir()
    with Image.open(LOOKS[0]) as opened:
        whole = opened.convert("RGB")
    width, height = whole.size
    parts = {
        "1-half": whole.crop((0, 0, width, height // 2)),
        "2-close": whole.crop((width // 3, height // 3, 2 * width // 3, height // 2)),
        "3-whole": whole,
        "4-again": whole.resize((width // 2, height // 2)),
    }
    for name, part in parts.items():
        part.save(folder / "page" / f"{name}.jpg", quality=92)
    (folder / "page" / "5-broken.jpg").write_bytes((folder / "page" / "3-whole.jpg").read_bytes()[:2000])
    return folder, run(folder, "--pdp", "page", "--out", "found")


def test_the_whole_person_is_chosen_and_every_picture_has_its_reason(
    done: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, process = done
    assert process.returncode == 2, process.stderr
    fields = json.loads((folder / "found" / "pdp.json").read_text())
    assert (fields["page"], fields["chosen"], fields["look"]) == ("page", 2, "3-whole.look.json")
    shots = fields["shots"]
    assert [shot["chosen"] for shot in shots] == [False, False, True, False, False]
    assert all(shot["reason"] for shot in shots)
    assert shots[3]["reason"] == "The same picture as 3-whole.jpg."
    assert "broken" in shots[4]["failed"]
    assert shots[2]["full_shot"]["is_full_shot"]
    assert not shots[0]["full_shot"]["is_full_shot"]
    assert set(fields["timings_ms"]) == {"views", "keypoints", "look", "total"}
    assert set(fields["models"]) == {"views", "keypoints", "detection", "embedding", "logos", "brands"}
    look = Look.from_json(json.loads((folder / "found" / fields["look"]).read_text()))
    assert look.articles
    assert sorted(file.name for file in (folder / "found").iterdir()) == [
        "3-whole.look.json",
        "3-whole.look.png",
        "pdp.json",
    ]
    assert "* 3-whole.jpg" in process.stderr


def test_folders_that_are_no_page_are_one_line(tmp_path: Path) -> None:
    for arguments, words in (
        (("--pdp", "none", "--out", "found"), "missing"),
        (("--pdp", ".", "--out", "."), "own folder"),
    ):
        process = run(tmp_path, *arguments)
        assert process.returncode == 1
        assert words in process.stderr
        assert process.stderr.startswith("error: ")
        assert "Traceback" not in process.stderr


def test_an_empty_page_and_a_page_of_broken_pictures_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    process = run(tmp_path, "--pdp", "page", "--out", "found")
    assert process.returncode == 2
    assert "has no pictures" in process.stderr
    (tmp_path / "page" / "a.png").write_bytes(b"no picture")
    process = run(tmp_path, "--pdp", "page", "--out", "found")
    assert process.returncode == 2
    assert "None of the pictures" in process.stderr
    assert json.loads((tmp_path / "found" / "pdp.json").read_text())["look"] is None


def test_photos_and_a_page_at_once_are_refused(tmp_path: Path) -> None:
    process = run(tmp_path, "a.jpg", "--pdp", "page", "--out", "found")
    assert process.returncode == 2
    assert "--pdp" in process.stderr
