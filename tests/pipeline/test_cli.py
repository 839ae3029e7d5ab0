"""The command line as its users run it: a process, files, an exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pipeline.look import KEYPOINT_NAMES, Look
from settings import ROOT

pytestmark = pytest.mark.slow
LOOKS = sorted((ROOT / "data" / "demo" / "looks").glob("*.webp"))
STAGES = {"keypoints", "full_shot", "detection", "embedding", "logos", "brands", "icons", "retrieval", "total"}


def run(folder: Path, *arguments: object, state: Path | None = None) -> subprocess.CompletedProcess[str]:
    """In a folder of its own, so that nothing depends on where the command is started."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BTL_LOAD_DEMO": "false"}
    extra = ["--state", str(state or folder / "state")]
    command = [sys.executable, "-m", "pipeline", *map(str, arguments), *extra]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One call with good and bad photos, whose results several tests read."""
    if not LOOKS:
        pytest.skip("data/demo has no rendered looks")
    folder = tmp_path_factory.mktemp("cli")
    (folder / "other").mkdir()
    Image.open(LOOKS[0]).convert("RGB").save(folder / "first.jpg", quality=92)
    Image.open(LOOKS[1]).convert("RGB").save(folder / "other" / "first.png")
    (folder / "broken.jpg").write_bytes((folder / "first.jpg").read_bytes()[:3000])
    (folder / "note.txt").write_text("not a photo")
    photos = ["broken.jpg", "first.jpg", "none.jpg", "note.txt", "other/first.png"]
    return folder, run(folder, *photos, "--out", "results/new")


def test_good_photos_are_done_and_bad_ones_named(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, process = done
    assert process.returncode == 2
    assert process.stdout == ""
    written = sorted(file.name for file in (folder / "results" / "new").iterdir())
    assert written == ["first-2.look.json", "first-2.look.png", "first.look.json", "first.look.png"]
    for photo, reason in (("broken.jpg", "broken"), ("none.jpg", "No such file"), ("note.txt", "not a picture")):
        lines = [line for line in process.stderr.splitlines() if line.startswith(f"{photo}:")]
        assert len(lines) == 1
        assert reason in lines[0]
    assert "3 of 5 photos could not be used" in process.stderr
    assert "Traceback" not in process.stderr


def test_a_second_photo_of_a_stem_says_where_it_went(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, process = done
    assert "written as first-2.look.json" in process.stderr
    names = [
        json.loads((folder / "results/new" / name).read_text())["photo"]
        for name in ("first.look.json", "first-2.look.json")
    ]
    assert names == ["first.jpg", "first.png"]


def test_the_json_is_the_contract(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = done
    fields = json.loads((folder / "results/new/first.look.json").read_text())
    look = Look.from_json(fields)
    with Image.open(folder / "first.jpg") as photo:
        assert (look.width, look.height) == photo.size
    assert set(fields["keypoints"]) == set(KEYPOINT_NAMES)
    assert set(look.timings_ms) == STAGES
    assert set(look.models) == {"keypoints", "detection", "embedding", "logos", "brands"}
    assert look.failed == ()
    assert look.full_shot is not None
    assert look.articles
    for article in look.articles:
        assert article.score >= 0.5
        assert article.icon is not None
        mask = article.mask.decode()
        assert mask.shape == (look.height, look.width)
        assert mask[int(article.icon[1]), int(article.icon[0])]


def test_the_picture_is_the_photo_with_something_on_it(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = done
    with Image.open(folder / "results/new/first.look.png") as drawn, Image.open(folder / "first.jpg") as photo:
        assert drawn.size == photo.size
        assert drawn.convert("RGB").tobytes() != photo.convert("RGB").tobytes()


def test_all_keeps_uncertain_articles_too(tmp_path: Path) -> None:
    # An open jacket over a top, of which the detector has several uncertain opinions.
    Image.open(LOOKS[5]).convert("RGB").save(tmp_path / "open.jpg", quality=92)
    looks = []
    for name, more in (("all", ["--all"]), ("shown", [])):
        assert run(tmp_path, "open.jpg", *more, "--out", name).returncode == 0
        looks.append(Look.from_json(json.loads((tmp_path / name / "open.look.json").read_text())))
    everything, shown = looks
    assert min(article.score for article in everything.articles) < 0.3
    certain = everything.above(0.5).articles
    assert [one.box for one in certain] == [one.box for one in shown.articles]
    assert [one.icon for one in certain] == [one.icon for one in shown.articles]


def test_without_photos_or_folder_it_says_how_to_call_it(tmp_path: Path) -> None:
    assert "--out" in run(tmp_path, "a.jpg").stderr
    assert "PHOTO" in run(tmp_path, "--out", "results").stderr


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    process = run(tmp_path, "a.jpg", "--out", "file/results")
    assert process.returncode == 1
    assert process.stderr.startswith("error: ")
    assert "Traceback" not in process.stderr


@pytest.mark.skipif(not LOOKS, reason="data/demo has no rendered looks")
def test_the_first_run_imports_the_demo_catalogue_and_finds_similar_items(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline", str(LOOKS[0]), "--out", "out", "--state", "state"]
    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
        fields = json.loads((tmp_path / "out" / f"{LOOKS[0].stem}.look.json").read_text())
        matches = [match for article in fields["articles"] for match in article["matches"]]
        assert matches
        assert all(0 <= match["similarity"] <= 1 and match["product_id"] for match in matches)
