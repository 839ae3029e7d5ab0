"""What a request of the page is answered: uploads, examples, and everything a browser might send instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.photo import PhotoError
from tests.web.staged import SOLD, draw_person
from web import words
from web.search import Search


def no_stage(_name: str, _done: int, _total: int) -> None:
    pass


def upload(uploads: Path, name: str = "street.png") -> Path:
    folder = uploads / "abc"
    folder.mkdir(exist_ok=True)
    return draw_person(folder / name)


def test_an_upload_becomes_a_look_and_is_deleted(search: Search, uploads: Path) -> None:
    value = search.answer({"upload": str(upload(uploads)), "name": "C:\\pictures/street.png"}, no_stage)
    assert value["state"] == "look"
    assert value["photo"]["name"] == "street.png"
    assert list(uploads.iterdir()) == []
    json.dumps(value, allow_nan=False)


def test_a_failed_search_deletes_the_upload_too_and_tells_nothing(search: Search, uploads: Path) -> None:
    value = search.answer({"upload": str(upload(uploads)), "name": "crash.png"}, no_stage)
    assert value == {"state": "problem", "message": words.BROKEN_SEARCH, "again": True, "asked": ""}
    assert list(uploads.iterdir()) == []


def test_a_broken_file_says_so_and_is_deleted(search: Search, uploads: Path) -> None:
    (uploads / "broken.jpg").write_bytes(b"\xff\xd8 no more")
    value = search.answer({"upload": str(uploads / "broken.jpg")}, no_stage)
    assert value["state"] == "problem"
    assert not value["again"]
    assert list(uploads.iterdir()) == []


def test_nothing_outside_the_uploads_is_opened_or_deleted(search: Search, uploads: Path, tmp_path: Path) -> None:
    private = draw_person(tmp_path / "private.png")
    (uploads / "link.png").symlink_to(private)
    for path in (private, uploads / ".." / "private.png", uploads / "link.png", uploads, Path("/etc/passwd")):
        assert search.answer({"upload": str(path)}, no_stage)["message"] == words.LOST_UPLOAD
    assert private.is_file()
    with pytest.raises(PhotoError):
        search.look(private)


@pytest.mark.parametrize(
    "fields", [None, [], "text", {}, {"upload": 7}, {"upload": ["a"]}, {"upload": "\0"}, {"name": None}, {"upload": ""}]
)
def test_anything_else_a_browser_sends_is_a_lost_upload(search: Search, fields: Any) -> None:
    assert search.answer(fields, no_stage)["message"] == words.LOST_UPLOAD


def test_examples_are_looked_up(search: Search, tmp_path: Path) -> None:
    assert search.answer({"example": "example"}, no_stage)["state"] == "look"
    for name in ("../private", "example.webp", "", "none"):
        assert search.answer({"example": name}, no_stage)["message"] == words.UNKNOWN_EXAMPLE
    assert (tmp_path / "example.webp").is_file()


def test_stages_are_told(search: Search) -> None:
    told: list[tuple[str, int, int]] = []
    search.answer({"example": "example"}, lambda *stage: told.append(stage))
    assert told == [("full_shot", 0, 3), ("detection", 1, 3), ("retrieval", 2, 3)]


def test_welcome_counts_the_goods_and_names_the_examples(search: Search) -> None:
    value = search.welcome()
    assert (value["state"], value["size"]) == ("welcome", sum(SOLD.values()) + 2 + 4)  # two other colours, four skirts
    assert [example["src"] for example in value["examples"]] == ["examples/example.webp"]


def test_the_api_gives_the_contract(search: Search, uploads: Path) -> None:
    look = search.look(upload(uploads))
    assert look.photo == "street.png"
    assert all(article.score >= 0.65 for article in look.articles)
    assert list(uploads.iterdir()) == []
