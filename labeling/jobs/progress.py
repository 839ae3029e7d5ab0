"""How far a command is, from what it writes: our own lines ("sending: 20 of 50") and tqdm's bars."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE = re.compile(r"^(?P<what>[^:|]{1,60}): (?P<done>\d+) of (?P<total>\d+)$")
BAR = re.compile(r"^(?P<what>[^:|]{1,60}):\s+\d+%\|[^|]*\|\s*(?P<done>\d+)/(?P<total>\d+) \[")


class Progress(NamedTuple):
    """A stage of a command.

    Attributes:
        what: is going on.
        done: how much of it.
        total: how much there is.
    """

    what: str
    done: int
    total: int


def read_progress(output: str) -> tuple[Progress | None, list[str]]:
    """The last stage that an output tells of, and its other lines.

    Args:
        output: of a command, also the end of one. A bar replaces itself with carriage returns.
    """
    last, lines = None, []
    for line in re.split(r"[\r\n]+", output):
        match = LINE.match(line) or BAR.match(line)
        if match:
            last = Progress(match["what"], int(match["done"]), int(match["total"]))
        elif line.strip():
            lines.append(line)
    return last, lines
