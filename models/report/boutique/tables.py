"""A table of figures: one thing to print, to write as JSON, and to hold a README against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

Row = Mapping[str, float]
NOTHING = "-"


@dataclass(frozen=True)
class Table:
    """Figures in rows and columns.

    Attributes:
        title: what was measured on what; unique in a report.
        rows: row name -> column name -> value; whole numbers are counts. A row may lack columns: what there was
            nothing to measure on is absent, and no zero.
    """

    title: str
    rows: Mapping[str, Row]

    def __str__(self) -> str:
        columns = list(dict.fromkeys(column for row in self.rows.values() for column in row))
        cells = [["", *columns]]
        cells += [[name, *(_cell(row.get(column)) for column in columns)] for name, row in self.rows.items()]
        widths = [max(len(line[place]) for line in cells) for place in range(len(columns) + 1)]
        lines = [
            "  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
            for line in cells
        ]
        return "\n".join([self.title, *lines])


def _cell(value: float | None) -> str:
    if value is None:
        return NOTHING
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def share(part: float, whole: float, name: str) -> dict[str, float]:
    """A share under a name, or nothing where there is no whole."""
    return {name: part / whole} if whole else {}


def write_json(tables: Iterable[Table], models: Mapping[str, str], path: Path) -> None:
    """Write `{"models": {name: "name@version"}, "tables": {title: {row: {column: value}}}}`."""
    content = {"models": dict(models), "tables": {table.title: table.rows for table in tables}}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
