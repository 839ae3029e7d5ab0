"""What the shop's table says of its trousers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from data.luma import LumaDataError
from data.luma.pants import TABLE, read_luma_pants

ROWS = [
    ("MP07", "configurable", "Default/Men/Bottoms/Pants", "material=Nylon,style_bottom=Sweatpants|Track Pants,x=1"),
    ("MP08", "configurable", "Default/Men/Bottoms/Pants", "style_bottom=Track Pants|Leggings"),
    ("WP06", "configurable", "Default/Women/Bottoms/Pants", "style_bottom=Capri|Leggings"),
    ("WP99", "configurable", "Default/Women/Bottoms/Pants", "material=Nylon"),
    ("WP06-S-Black", "simple", "Default/Women/Bottoms/Pants", "style_bottom=Capri"),
    ("MSH01", "configurable", "Default/Men/Bottoms/Shorts", "style_bottom=Base Layer"),
]


def write(folder: Path, rows: list[tuple[str, str, str, str]]) -> None:
    (folder / TABLE).parent.mkdir(parents=True)
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("sku", "product_type", "categories", "additional_attributes"))
        writer.writerows(rows)


def test_styles_say_the_type_and_leggings_leave_it_open(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    assert read_luma_pants(tmp_path) == {
        "mp07": {"track pants"},
        "mp08": {"track pants", "trousers"},
        "wp06": {"capris"},
        "wp99": {"track pants", "trousers"},
    }


def test_a_missing_or_empty_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(LumaDataError, match="is missing: name the folder"):
        read_luma_pants(tmp_path)
    write(tmp_path, ROWS[-1:])
    with pytest.raises(LumaDataError, match="lists no trousers"):
        read_luma_pants(tmp_path)
