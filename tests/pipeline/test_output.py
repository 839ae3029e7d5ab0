import json
from pathlib import Path

import pytest
from PIL import Image

from pipeline.look import Look
from pipeline.output import output_stems, write_look

LOOK = Look(photo="straße.jpg", width=4, height=3)


@pytest.mark.parametrize(
    ("photos", "stems"),
    [
        pytest.param(["a.jpg", "b.png"], ["a", "b"], id="as they are"),
        pytest.param(["x/a.jpg", "y/a.jpg", "a.png"], ["a", "a-2", "a-3"], id="one stem thrice"),
        pytest.param(["a.jpg", "A.jpg"], ["a", "A-2"], id="file systems that ignore case"),
        pytest.param(["x/a.jpg", "y/a.jpg", "a-2.jpg"], ["a", "a-3", "a-2"], id="a number that is somebody's stem"),
        pytest.param(["x/a.jpg", "out/a.look.png"], ["a-2", "a.look"], id="a result would replace a photo"),
        pytest.param(["a.b.jpg", ".hidden"], ["a.b", ".hidden"], id="dots"),
    ],
)
def test_every_photo_gets_its_own_files(photos: list[str], stems: list[str]) -> None:
    assert output_stems([Path(photo) for photo in photos], Path("out")) == stems


def test_the_files_are_the_look_and_the_picture(tmp_path: Path) -> None:
    write_look(tmp_path, "a", LOOK, Image.new("RGB", (4, 3), "red"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.look.json", "a.look.png"]
    text = (tmp_path / "a.look.json").read_text("utf-8")
    assert Look.from_json(json.loads(text)) == LOOK
    assert "straße.jpg" in text
    assert Image.open(tmp_path / "a.look.png").getpixel((1, 1)) == (255, 0, 0)


def test_an_earlier_result_is_replaced_whole_or_stays(tmp_path: Path) -> None:
    write_look(tmp_path, "a", LOOK, Image.new("RGB", (4, 3), "red"))
    # A picture that can't be written as a PNG breaks in the middle of the writing.
    with pytest.raises(OSError, match="HSV"):
        write_look(tmp_path, "a", LOOK.with_(photo="b.jpg"), Image.new("HSV", (4, 3)))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.look.json", "a.look.png"]
    assert json.loads((tmp_path / "a.look.json").read_text("utf-8"))["photo"] == "straße.jpg"
    assert Image.open(tmp_path / "a.look.png").getpixel((1, 1)) == (255, 0, 0)
    write_look(tmp_path, "a", LOOK.with_(photo="c.jpg"), Image.new("RGB", (4, 3), "blue"))
    assert json.loads((tmp_path / "a.look.json").read_text("utf-8"))["photo"] == "c.jpg"


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_look(tmp_path / "none", "a", LOOK, Image.new("RGB", (4, 3)))
