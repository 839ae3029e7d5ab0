"""What a browser reports, and what arrives of it: the right photo, and nothing of what a stranger may send."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.catalog.catalog import Catalog
from labeling.complaint import Complaint, Wrong
from labeling.photos import content_of
from pipeline.photo import Photo, open_photo
from tests.web.staged import Stages, draw_person
from web import words
from web.privacy import Privacy
from web.search import Search

TAKEN = {"taken": True, "message": words.REPORTED}
NOT_TAKEN = {"taken": False, "message": words.NOT_REPORTED}


class Desk:
    """Writes down what arrives."""

    def __init__(self) -> None:
        self.open = True
        self.came: list[tuple[Photo, Complaint]] = []

    def __call__(self, photo: Photo, complaint: Complaint) -> bool:
        if self.open:
            self.came.append((photo, complaint))
        return self.open


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def kept(catalog: Catalog, uploads: Path, tmp_path: Path, desk: Desk) -> Search:
    stages, example = Stages(catalog), draw_person(tmp_path / "example.webp")
    pages = stages.pages(catalog)
    privacy = Privacy("kept", ("long",), "kept if you report")
    return Search(
        stages.runner(), catalog, {"example": example}, uploads, 0.65, pages, stages.every_colour, privacy, desk
    )


def test_an_upload_is_reported_and_deleted(kept: Search, desk: Desk, uploads: Path) -> None:
    path = draw_person(uploads / "street.png")
    same = content_of(open_photo(path))
    fields = {"wrong": "wrong box", "article": "a2", "model": "m@1", "upload": str(path), "name": "x/street.png"}
    assert kept.report(fields) == TAKEN
    ((photo, complaint),) = desk.came
    assert content_of(photo) == same and photo.name == "street.png"
    assert complaint == Complaint(Wrong.BOX, "a2", "m@1")
    assert list(uploads.iterdir()) == []


def test_examples_and_pictures_of_products_are_reported_by_name(kept: Search, desk: Desk, catalog: Catalog) -> None:
    assert kept.report({"wrong": "missing item", "example": "example"}) == TAKEN
    assert kept.report({"wrong": "wrong item", "article": "a1", "product": "bottomwear-8", "shot": 1}) == TAKEN
    picture = catalog.picture_path(catalog.products(["bottomwear-8"])["bottomwear-8"].pictures[1])
    assert picture is not None
    assert content_of(desk.came[1][0]) == content_of(open_photo(picture))
    assert desk.came[0][1].article is None


@pytest.mark.parametrize(
    "fields",
    [
        None, [], "text", {}, {"wrong": "wrong item"}, {"wrong": "vibes", "example": "example"},
        {"wrong": "wrong item", "example": "none"}, {"wrong": "wrong item", "upload": "/etc/passwd"},
        {"wrong": "wrong item", "upload": "\0"}, {"wrong": "wrong item", "product": "none"},
        {"wrong": "wrong item", "product": "bottomwear-8", "shot": 99},
        {"wrong": "wrong item", "product": "bottomwear-8", "shot": -1},
        {"wrong": "wrong item", "product": "\ud800"}, {"wrong": "wrong item", "product": "skirts-broken"},
        {"wrong": "wrong item", "product": "bottomwear-8", "example": "example"},
        {"wrong": "wrong item", "example": "example", "article": "a" * 65},
    ],
)  # fmt: skip
def test_anything_else_does_not_arrive(kept: Search, desk: Desk, fields: Any) -> None:
    assert kept.report(fields) == NOT_TAKEN
    assert desk.came == []


def test_a_desk_that_is_full_or_broken_is_said(kept: Search, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open = False
    assert kept.report({"wrong": "missing item", "example": "example"}) == NOT_TAKEN
    monkeypatch.setattr(Desk, "__call__", lambda *_: 1 / 0)
    assert kept.report({"wrong": "missing item", "example": "example"}) == NOT_TAKEN


def test_the_page_is_told_whether_there_are_buttons(kept: Search, search: Search) -> None:
    assert (kept.welcome()["reports"], kept.welcome()["privacy"]) == ("kept if you report", "kept")
    assert search.welcome()["reports"] is None
    assert search.welcome()["privacy_details"] == []
    assert search.report({"wrong": "missing item", "example": "example"}) == NOT_TAKEN
