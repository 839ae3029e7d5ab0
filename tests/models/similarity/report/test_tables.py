"""Every figure that is printed comes from the files that are named."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from models.intervals import interval
from models.similarity.measure.answers import Answer
from models.similarity.measure.results import Result, write_result
from models.similarity.report.command import show
from models.similarity.report.tables import REACHED, ablations, by_method, gains, seeds

SETTINGS: dict[str, Any] = {"loss": "weighted", "backbone": "lite1", "dimension": 256, "margin": 0.2}


def result(method: str, places: list[int], **settings: str | float) -> Result:
    answers = [
        Answer(f"q{n}", f"p{n // 2}", 30, (place,), (place,), 1 / place, (f"g{n}",)) for n, place in enumerate(places)
    ]
    return Result("luma-back", method, settings, "s", tuple(answers))


def printed(table: Table) -> str:
    console = Console(width=230, record=True, file=io.StringIO())
    console.print(table)
    return console.export_text()


def row(text: str, method: str) -> list[str]:
    line = next(line for line in text.splitlines() if re.match(rf"│ {re.escape(method)} +│", line))
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_figures_follow_the_files_and_all_files_are_named(tmp_path: Path) -> None:
    frozen, triplet = result("Frozen backbone, cosine", [1, 4, 11, 2]), result("triplet", [1, 1, 2, 20])
    paths = [write_result(each, tmp_path / "results") for each in (frozen, triplet)]
    show(paths, tmp_path / "report.txt")
    text = (tmp_path / "report.txt").read_text("utf-8")
    assert all(str(path) in text for path in paths)
    expected = interval([1, 1, 1, 0], ["p0", "p0", "p1", "p1"])
    table_3 = text[text.index("Table 3") : text.index("Table 1")]
    assert row(table_3, "triplet")[2] == str(expected)  # R@3 of places 1, 1, 2, 20
    # The same file with one place changed: the printed figure moves with it.
    content = json.loads(paths[1].read_text())
    content["answers"][3]["places"] = [3]
    paths[1].write_text(json.dumps(content))
    show(paths, tmp_path / "report.txt")
    text = (tmp_path / "report.txt").read_text("utf-8")
    assert row(text[text.index("Table 3") :], "triplet")[2] == "1.000 [1.000, 1.000]"


def test_a_table_is_the_means_of_the_answers() -> None:
    found = result("SIFT", [1, 4, 11, 2])
    cells = row(printed(by_method("Title", [found], REACHED)), "SIFT")
    assert cells[1].startswith(".250 [")
    assert cells[2].startswith(".750 [")
    assert cells[3:] == ["4", "2"]


def test_gains_are_paired_and_told_in_times() -> None:
    one, other = result("one", [1, 1, 1, 12]), result("other", [1, 1, 12, 12])
    cells = row(printed(gains([one, other], other, REACHED)), "one")
    assert cells[1].startswith("+.250 [")
    assert cells[2] == "1.50"
    assert "other" not in printed(gains([one], other, REACHED)).split("\n", 1)[1]
    seeded = replace(one, answers=tuple(replace(each, seed=seed) for seed in range(3) for each in one.answers))
    assert row(printed(gains([seeded], other, REACHED)), "one")[2] == "1.50"
    part = replace(other, answers=other.answers[:2])
    assert row(printed(gains([one], part, REACHED)), "one")[-1] == "2"


def test_runs_that_differ_in_one_setting_are_set_side_by_side() -> None:
    runs = [
        result("base", [1, 2], **SETTINGS),
        result("small", [3, 2], **{**SETTINGS, "dimension": 64}),
        result("wide", [2, 2], **{**SETTINGS, "dimension": 512, "margin": 0.4}),
        result("base, Euclidean", [5, 5], **SETTINGS),
        result("SIFT", [9, 9]),
    ]
    (table,) = ablations(runs)
    assert str(table.title) == "Effect of the dimension: luma-back"
    assert list(table.columns[0].cells) == ["64", "256"]
    assert list(table.columns[-1].cells) == ["small", "base"]


def test_a_missing_file_is_an_error_and_no_empty_table(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="measure again"):
        show([tmp_path / "results" / "luma-back" / "sift.json"], tmp_path / "report.txt")
    assert not list(tmp_path.iterdir())


def test_each_seed_is_told_where_there_are_several() -> None:
    once = result("SIFT", [1, 4, 11, 2])
    twice = replace(once, method="triplet", answers=(*once.answers, *(replace(each, places=(1,), seed=1)
                                                                       for each in once.answers)))  # fmt: skip
    assert seeds([once], REACHED) == []
    (table,) = seeds([once, twice], REACHED)
    assert row(printed(table), "triplet")[1:] == ["0.250 1.000", "0.750 1.000"]
    assert "SIFT" not in printed(table)
