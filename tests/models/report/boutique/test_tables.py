from __future__ import annotations

import json
from pathlib import Path

from models.report.boutique.tables import Table, share, write_json

TABLE = Table("Ripeness", {"apples": {"share": 0.12345, "count": 7}, "pears": {"count": 12}})


def test_shares_have_three_places_and_counts_none() -> None:
    assert str(TABLE).splitlines() == [
        "Ripeness",
        "        share  count",
        "apples  0.123      7",
        "pears       -     12",
    ]


def test_the_file_holds_what_was_printed_and_whose_it_is(tmp_path: Path) -> None:
    write_json([TABLE], {"views": "views@1"}, tmp_path / "figures.json")
    read = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert read == {
        "models": {"views": "views@1"},
        "tables": {"Ripeness": {"apples": {"share": 0.12345, "count": 7}, "pears": {"count": 12}}},
    }


def test_a_share_of_nothing_is_no_zero() -> None:
    assert share(0, 0, "right") == {}
    assert share(0, 3, "right") == {"right": 0.0}
