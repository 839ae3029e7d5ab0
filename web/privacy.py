"""What the page says about photos: the truth of the settings, in a shopper's words."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from settings import Settings
from web.words import count_of

NOT_KEPT = "Your photo is used for this search only. It is deleted from the server as soon as the search is done."


@dataclass(frozen=True)
class Privacy:
    """What happens to a photo.

    Attributes:
        line: the short of it.
        details: the long of it, a sentence or two each; empty where the line says it all.
        report: what is said beside the buttons that report a mistake; empty where there are none.
    """

    line: str = NOT_KEPT
    details: tuple[str, ...] = ()
    report: str = ""


def privacy_of(settings: Settings) -> Privacy:
    """What happens to photos under these settings."""
    if settings.pool == "off":
        return Privacy()
    share = 1.0 if settings.pool == "all" else settings.pool_share
    limit = _span(settings.pool_days)
    reports = f"If you report a mistake, our team looks at your photo first. It is then kept for {_time(limit)}."
    return Privacy(_line(share, limit), _details(share, limit, settings.contact), reports)


def _line(share: float, limit: str) -> str:
    if share <= 0:
        return f"{NOT_KEPT} Only if you report a mistake this shop keeps it, to learn from it: for {_time(limit)}."
    which = "the photos" if share >= 1 else f"{_share(share)} of the photos"
    others = "" if share >= 1 else " The others are deleted from the server as soon as the search is done."
    why = "to learn to find clothes better"
    return f"This shop keeps {which} that are searched with, {why}: for {_time(limit)}.{others}"


def _time(limit: str) -> str:
    """How long, without leaving out that some stay longer."""
    return f"{limit}, or longer once somebody here has marked the clothes"


def _details(share: float, limit: str, contact: str | None) -> tuple[str, ...]:
    reported = () if share >= 1 else ("A photo in which you report a mistake is always kept, whatever the share.",)
    whom = f"Write to {contact}" if contact else "Ask this shop"
    return (
        "Kept are the photo, when it came, and what our programs found in it. Not kept are its file name, the place "
        "and time in it, and anything about you or your device.",
        *reported,
        "People who work for this shop may look at it and mark the clothes in it.",
        f"After {limit} it is deleted, unless somebody has marked the clothes in it: then it is kept to learn from.",
        f"You can have yours deleted at any time. {whom}, and send the photo along: it is how we find it. Every copy "
        "of it goes, with all that was noted about it. What a program has learned from it by then stays learned.",
    )


def _share(share: float) -> str:
    percent = 100 * share
    return "less than 1 %" if percent < 1 else f"about {percent:.0f} %"


def _span(days: float) -> str:
    if days < 1:
        return count_of(ceil(days * 24), "hour")
    return count_of(ceil(days), "day")
