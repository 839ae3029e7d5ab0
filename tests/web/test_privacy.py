"""What the page promises must be what the settings do."""

from __future__ import annotations

import pytest

from settings import Settings
from web.privacy import NOT_KEPT, Privacy, privacy_of


def said(**changes: object) -> Privacy:
    return privacy_of(Settings().model_copy(update=changes))


def test_off_says_that_nothing_is_kept() -> None:
    assert said(pool="off") == Privacy(NOT_KEPT, (), "")


def test_all_says_that_photos_are_kept_and_how_long() -> None:
    words = said(pool="all", pool_days=30.0)
    assert "keeps the photos" in words.line and "30 days" in words.line
    assert "as soon as the search is done" not in words.line
    text = " ".join(words.details)
    assert "After 30 days it is deleted" in text and "marked" in text and "have yours deleted" in text
    assert "kept for 30 days, or longer once" in words.report and "or longer once" in words.line


@pytest.mark.parametrize(
    ("share", "says"), [(0.1, "about 10 %"), (0.004, "less than 1 %"), (0.0, "Only if you report"), (1.0, "the photos")]
)
def test_a_sample_says_its_share_and_that_reports_are_kept(share: float, says: str) -> None:
    words = said(pool="sampled", pool_share=share)
    assert says in words.line
    assert ("always kept" in " ".join(words.details)) is (share < 1)
    assert "It is then kept for" in words.report


@pytest.mark.parametrize(("days", "says"), [(1.0, "1 day,"), (0.5, "12 hours"), (0.001, "1 hour"), (90.0, "90 days")])
def test_the_limit_in_words(days: float, says: str) -> None:
    assert says in said(pool="all", pool_days=days).line


def test_whom_to_ask() -> None:
    assert "Write to privacy@shop.example" in " ".join(said(pool="all", contact="privacy@shop.example").details)
    assert "Ask this shop" in " ".join(said(pool="all").details)
