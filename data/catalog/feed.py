"""Reading a shop's file of goods row by row: CSV or JSON lines, from any program, in any state.

A row that can't be read becomes a `FeedRow` with a problem; only a file that is no table of goods at all ends the
reading. Memory does not grow with the file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn, TextIO

from data.catalog.tables import ATTRIBUTES

COLUMNS = ("id", "title", "brand", "price", "currency", "category", "model", *ATTRIBUTES, "images")
NEEDED = ("id", "title", "price", "currency", "images")
ALIASES = dict.fromkeys(("image", "image path", "image paths", "picture", "pictures"), "images") | {"color": "colour"}
DELIMITERS = (",", ";", "\t")
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
MAX_LINE = 1 << 20
# More text in one cell than this is an unclosed quote that swallowed its neighbours.
MAX_CELL = 1 << 16
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FeedError(ValueError):
    """The file as a whole can't be read as goods; the message says what to do."""


class FeedRow(NamedTuple):
    """One row as it stands in the file.

    Attributes:
        number: as a spreadsheet counts: the header of a CSV is row 1, blank rows count; in JSON lines the line.
        fields: column name (lower case) -> what was found there.
        problem: why the row can't be read at all, and what to do; None if it could.
    """

    number: int
    fields: Mapping[str, Any]
    problem: str | None = None


def check_feed(path: Path) -> None:
    """Refuse at once what can't be a file of goods.

    Raises:
        FeedError: no such file, or neither CSV nor JSON lines by its name.
    """
    if path.suffix.lower() not in JSON_SUFFIXES + CSV_SUFFIXES:
        raise FeedError(f"{path} is neither CSV nor JSON lines by its name: save it as .csv (UTF-8) or .jsonl.")
    if not path.is_file():
        raise FeedError(f"{path} is {'a folder' if path.is_dir() else 'not there'}: name a CSV or JSON lines file.")


def read_feed(file: BinaryIO, path: Path) -> Iterator[FeedRow]:
    """The rows of an open file, in order, blank ones left out.

    Args:
        file: opened for reading bytes; its position tells how far the reading is.
        path: its suffix decides between CSV and JSON lines.

    Raises:
        FeedError: the file is empty, in UTF-16, or lacks columns (while iterating).
    """
    if file.read(2) in UTF16_MARKS:
        raise FeedError(f'{path} is UTF-16: save it as UTF-8 (in Excel: "CSV UTF-8").')
    file.seek(0)
    # Bytes that are not UTF-8 survive as lone surrogates, so that only the rows that hold them are refused.
    text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from (_json_rows if path.suffix.lower() in JSON_SUFFIXES else _csv_rows)(text, path)
    finally:
        # Without this the file would be closed together with `text`, under the caller's hands.
        if not file.closed:
            text.detach()


def _lines(text: TextIO) -> Iterator[str]:
    """Lines, cut at MAX_LINE characters so that a file without line ends can't fill the memory."""
    while line := text.readline(MAX_LINE):
        yield line
        while len(line) == MAX_LINE and not line.endswith("\n"):
            line = text.readline(MAX_LINE)


def _csv_rows(text: TextIO, path: Path) -> Iterator[FeedRow]:
    csv.field_size_limit(MAX_CELL)
    lines = _lines(text)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=lambda mark: len(set(_header(first, mark)) & set(COLUMNS)))
    header = _header(first, delimiter)
    _check_header(header, path)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield FeedRow(number, {}, f'not readable as CSV ({error}): write "" for a quote inside a quoted cell')
            continue
        if any(cell.strip() for cell in cells):
            yield _csv_row(number, header, cells)


def _csv_row(number: int, header: list[str], cells: list[str]) -> FeedRow:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        problem = (
            f'has {len(cells)} cells, the header has {len(header)}: put "quotes" around cells that hold separators'
        )
        return FeedRow(number, {}, problem)
    return FeedRow(number, dict(zip(header, cells, strict=False)))


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return [_column(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _column(name: str) -> str:
    plain = " ".join(name.lower().replace("_", " ").split())
    return ALIASES.get(plain, plain)


def _check_header(header: list[str], path: Path) -> None:
    if not any(header):
        raise FeedError(f"{path} is empty: its first row must name the columns {', '.join(COLUMNS)}.")
    if missing := [name for name in NEEDED if name not in header]:
        found = ", ".join(repr(name[:40]) for name in header[:12])
        raise FeedError(
            f"{path} has no column {', '.join(map(repr, missing))}; its first row has {found}. "
            f"Needed are {', '.join(NEEDED)}; all others may be left out."
        )
    if twice := sorted({name for name in header if name in COLUMNS and header.count(name) > 1}):
        raise FeedError(f"{path} has the column {', '.join(map(repr, twice))} twice: remove one.")


def _json_rows(text: TextIO, path: Path) -> Iterator[FeedRow]:
    found = False
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        if not found and line.lstrip().startswith("["):
            raise FeedError(f"{path} is one JSON array: write one product a line, without the brackets around them.")
        found = True
        yield _json_row(number, line)
    if not found:
        raise FeedError(f"{path} is empty: it must have one JSON object a line with {', '.join(COLUMNS)}.")


def _json_row(number: int, line: str) -> FeedRow:
    if len(line) == MAX_LINE:
        return FeedRow(number, {}, f"longer than {MAX_LINE} characters: is there one product a line?")
    try:
        fields = json.loads(line, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError) as error:
        return FeedRow(number, {}, f"not valid JSON ({str(error)[:100]}): write one object a line")
    if not isinstance(fields, dict):
        return FeedRow(number, {}, 'not a JSON object: write {"id": …, "title": …} on one line')
    return FeedRow(number, {_column(name): value for name, value in fields.items()})


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
