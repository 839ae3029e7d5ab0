"""What a person says is wrong with a look, and how that is written into the pool's record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.look import Box, Look
from pipeline.photo import Photo

BOX = re.compile(r" at (\d+) (\d+) (\d+) (\d+)(?=;|$)")


class Wrong(StrEnum):
    """What may be wrong."""

    ITEM = "wrong item"
    BOX = "wrong box"
    MISSING = "missing item"


@dataclass(frozen=True)
class Complaint:
    """What a person said.

    Attributes:
        wrong: what is wrong.
        article: id of the article that it is about; None for the whole look. May be any text.
        model: "name@version" of the detector that made the look; ids of another one's articles say nothing.
    """

    wrong: Wrong
    article: str | None = None
    model: str = ""

    def reason(self, look: Look, model: str) -> str:
        """The words for the record, such as "wrong item: bags at 10 20 110 220" (pixels of the photo).

        Args:
            look: of the same photo, with all detections.
            model: the detector that made it.
        """
        article = None if self.article is None or model != self.model else look.article(self.article)
        if article is None:
            return self.wrong.value
        corners = " ".join(str(round(at)) for at in article.box)
        return f"{self.wrong.value}: {article.broad.value} at {corners}"


Complain = Callable[[Photo, Complaint], bool]
"""Takes a photo of which a person says that something is wrong; False if it can't be taken now."""


def boxes_of(reason: str) -> list[Box]:
    """The boxes that a record's reason names, in pixels."""
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in BOX.findall(reason)]
