from __future__ import annotations

import pytest

from data.taxonomy import Broad
from pipeline.look import Article
from tests.looks import article, rectangle
from web.words import article_labels, count_of, likeness, stage_words


@pytest.mark.parametrize(("number", "text"), [(0, "No similar items"), (1, "1 similar item"), (2, "2 similar items")])
def test_count_of(number: int, text: str) -> None:
    assert count_of(number, "similar item") == text


def test_likeness_falls_with_similarity() -> None:
    words = [likeness(similarity / 100) for similarity in range(100, -1, -1)]
    assert list(dict.fromkeys(words)) == ["Very similar", "Similar", "A bit similar"]
    assert sorted(words, key=words.index) == words


def test_every_article_has_a_label_of_its_own() -> None:
    def some(broad: Broad, id_: str) -> Article:
        return article(rectangle(20, 20, (1, 1, 9, 9)), broad, id_)

    articles = [some(Broad.TOPWEAR, "a1"), some(Broad.DRESSES, "a2"), some(Broad.TOPWEAR, "a3")]
    assert article_labels(articles) == ["Top 1", "Dress", "Top 2"]


def test_stages_without_words_say_their_name() -> None:
    assert stage_words("retrieval") == "Searching the shop"
    assert stage_words("new_stage") == "New stage"
