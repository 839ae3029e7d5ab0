from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from models.report.__main__ import app
from tests.data.boutique.tiny import one, page, worn_picture, write_shop

SHIRT, JEANS = one("t-shirts", "test"), one("jeans", "test")


def test_the_command_for_real_photos_wants_both_folders() -> None:
    told = CliRunner().invoke(app, [])
    assert told.exit_code == 2
    assert "--street and --luma" in told.output


def test_a_folder_that_is_no_boutique_is_named(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["boutique", "--boutique", str(tmp_path)], env={"COLUMNS": "400"})
    assert told.exit_code == 2
    assert "products.csv is missing" in told.output


@pytest.mark.slow
def test_all_parts_of_a_tiny_boutique(tmp_path: Path) -> None:
    worn = {"shirt": (SHIRT, (20, 20, 60, 60)), "jeans": (JEANS, (20, 60, 60, 110))}
    look = worn_picture("looks/1.webp", "look", "1", SHIRT, worn)
    shop = write_shop(tmp_path / "shop", [SHIRT, JEANS], [*page(SHIRT), look])
    out, figure = tmp_path / "figures.json", tmp_path / "views.png"
    sheet = tmp_path / "misses.webp"
    files = ["--out", str(out), "--figure", str(figure), "--misses", str(sheet)]
    told = CliRunner().invoke(app, ["boutique", "--boutique", str(shop), *files])
    assert told.exit_code == 0, told.output
    tables = json.loads(out.read_text("utf-8"))["tables"]
    assert tables["AP50, test pictures"]["all"]["pictures"] == 6
    assert tables["Keypoints, test pictures"]["all"]["visible points"] > 0
    assert tables["Views right, test pages"]["all"]["shots"] == 5
    assert tables["Right shot chosen, all pages"]["test"]["pages"] == 1
    assert tables["Retrieval on test looks, relevant: the very product"]["all"]["queries"] == 2
    assert all(title in told.output for title in tables)
    assert Image.open(figure).width > 0
    assert Image.open(sheet).format == "WEBP"
