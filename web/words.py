"""The words a shopper reads that depend on what was found: plain, short, the same everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.taxonomy import FINE_BY_NAME, View
from pipeline.look import Article, TierName

STAGES: dict[str, str] = {
    "views": "Telling front from back",
    "keypoints": "Finding the person",
    "full_shot": "Checking that the whole person is in the photo",
    "detection": "Finding the clothes",
    "embedding": "Looking closely at every article",
    "icons": "Placing the icons",
    "retrieval": "Searching the shop",
}
"""Stage name (as in `timings_ms`) -> what is going on, for a shopper."""

BROKEN_SEARCH = "Something went wrong on our side while we searched. Your photo is fine. Please try again."
BUSY = "Many people are searching just now, so yours could not begin. Please try again in a minute."
UNKNOWN_EXAMPLE = "That example is no longer here. Choose another one, or a photo of your own."
REPORTED = "Thank you. Our team will look at it."
NOT_REPORTED = "That did not reach us. Please try again in a moment."
LOST_UPLOAD = "The photo did not arrive. Please choose it again."
UNKNOWN_PRODUCT = "This product is not in the shop"
UNKNOWN_PRODUCT_WAY = "It may be sold out, or the link is not complete. All products are on the product pages."
LOST_PICTURE = "This picture can’t be shown: its file is missing or damaged."
NO_PICTURES = "This product has no pictures, so there is no look to shop."
NO_GOOD_PICTURES = "None of this product’s pictures can be shown. Import the product again to mend them."
NO_VIEWS = "No view classifier is installed: the picture was chosen by how much of a person it shows."

VIEWS: dict[View, str] = {
    View.FRONT: "Front",
    View.BACK: "Back",
    View.LEFT: "Left side",
    View.RIGHT: "Right side",
    View.DETAIL: "Detail",
}
"""What a shopper reads for a shot's view."""

# Cosine similarity from which the word holds. They are words, not promises: what is probable is told by the badges.
# They belong to the embedding's weights (0.4); `python -m models.embedding likeness` measures them on goods worn and on
# white: nine in ten other products of a garment's kind stay below the first, three in four of another kind below the
# second. Of 448 pictures of the product itself nineteen in twenty lie above .45, half above .58.
LIKENESS: tuple[tuple[float, str], ...] = ((0.43, "Very similar"), (0.25, "Similar"), (0.0, "A bit similar"))


BADGES: dict[TierName, str] = {
    "exact": "Exact match",
    "model": "Same model, other colour",
    "style": "Same style",
    "inspired": "Inspired by it",
}
"""What a card says of its tier; what is "far" gets no card."""


def likeness(similarity: float) -> str:
    """The word for a cosine similarity in 0..1."""
    return next(word for least, word in LIKENESS if similarity >= least)


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """ "1 similar item", "8 similar items", "No similar items"."""
    noun = singular if number == 1 else (plural or singular + "s")
    return f"{number or 'No'} {noun}"


def article_labels(articles: Sequence[Article]) -> list[str]:
    """What each article is called; the second shirt is "Shirt 2", so that every button has a name of its own."""
    total = Counter(article.fine for article in articles)
    seen: Counter[str] = Counter()
    labels: list[str] = []
    for article in articles:
        seen[article.fine] += 1
        label = FINE_BY_NAME[article.fine].label
        labels.append(label if total[article.fine] == 1 else f"{label} {seen[article.fine]}")
    return labels


def stage_words(stage: str) -> str:
    """What a shopper reads while a stage runs; a stage without words of its own says its name."""
    return STAGES.get(stage, stage.replace("_", " ").capitalize())
