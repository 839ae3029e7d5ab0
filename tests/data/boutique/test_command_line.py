"""The command line without Blender: the table is written, missing raw material is named."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from data.boutique.__main__ import main
from data.boutique.assets import AssetError, Assets


def test_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", "--out", str(tmp_path / "products.csv")]) == 0
    with (tmp_path / "products.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows)} products" in capsys.readouterr().out
    assert len(rows) >= 60


def test_the_table_needs_no_blender() -> None:
    assert "bpy" not in sys.modules


def test_a_folder_that_is_no_asset_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="--assets"):
        Assets(tmp_path)


def test_bitmaps_that_are_not_proven_free_are_not_used(tmp_path: Path) -> None:
    (tmp_path / "bitmaps.json").write_text('{"base/a.png": "base/a.jpg"}')
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "b.png").write_bytes(b"x")
    assets = Assets(tmp_path)
    assert assets.bitmap("base/a.png") == tmp_path / "base" / "a.jpg"
    assert assets.bitmap("base/b.png") is None
    with pytest.raises(AssetError, match=r"c\.obj"):
        assets.file("base/c.obj")


def test_truth_of_an_empty_shop_is_written_and_of_a_missing_one_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["truth", "--out", str(tmp_path)]) == 0
    assert "0 pictures of people, 0 whole pages" in capsys.readouterr().out
    assert (tmp_path / "truth.json").is_file() and (tmp_path / "pages.csv").is_file()
    assert main(["truth", "--out", str(tmp_path / "nowhere")]) == 1
    assert "nowhere is not there" in capsys.readouterr().err
