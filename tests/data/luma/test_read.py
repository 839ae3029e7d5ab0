"""Which of Luma's files are shots of garments."""

from pathlib import Path

import pytest

from data.luma import LumaDataError, read_luma


def test_names_say_product_colour_and_view(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    names = ["wsh02-gray_main", "mh01-gray_alt1", "mh01-gray_back", "mb04-black-0", "lt01", "wp01-red_outfit"]
    for name in names:
        (tmp_path / "images" / f"{name}.jpg").touch()
    shots = [(shot.product, shot.colour, shot.view) for shot in read_luma(tmp_path)]
    assert shots == [("mh01", "gray", "alt1"), ("mh01", "gray", "back"), ("wsh02", "gray", "main")]


def test_other_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LumaDataError, match="no shots such as"):
        read_luma(tmp_path)
