"""What a person decides on the labelling page: photos, and which detector is live."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from labeling.database import only_one
from labeling.pool import Pool
from labeling.promotion import LOCK
from labeling.queue import State, counts
from labeling.tables import TruthRow
from labeling.weights import SHIPPED, Detectors
from settings import Settings
from tests.labeling.conftest import fill
from tests.labeling.test_opinions import divided
from tests.labeling.test_report import reported
from tests.web.labelling.test_routes import PASSWORD, SCRIPT, browser, pool, settings

__all__ = ["pool", "settings"]

NEW, OLD = "0.9+v0002", "0.9+v0001"


def post(here: TestClient, path: str, status: int = 200) -> str:
    """What is said of it."""
    answer = here.post(path, headers=SCRIPT)
    assert answer.status_code == status, answer.text
    value = answer.json()
    return str(value["said"] if status == 200 else value["error"])


def test_photos_that_wait_are_shown_with_what_was_drawn_and_decided(settings: Settings, pool: Pool) -> None:
    here, (one, other, _) = browser(settings, pool), fill(pool, 3)
    divided(pool, one, 1)
    divided(pool, other, 3)
    value = here.get("api/state").json()
    assert (value["reviews"], value["rejections"]) == (2, 0)
    shown = {photo["photo"]: photo for photo in value["review"]}[one]
    assert "divided" in shown["reason"] and here.get(shown["src"]).status_code == 200
    assert [[box["label"] for box in opinion["boxes"]] for opinion in shown["opinions"]] == [["shirts"], ["jeans"]]
    assert shown["opinions"][0]["boxes"][0]["box"] == [5, 5, 30, 30]  # percent

    assert "no annotation 3" in post(here, f"api/accept/{one}/3", 409).lower()
    assert "annotation 2" in post(here, f"api/accept/{one}/2")
    assert "rejected" in post(here, f"api/reject/{other}")
    assert "not to be reviewed" in post(here, f"api/accept/{one}/2", 409)  # clicked twice
    with Session(pool.engine) as session:
        assert [row[0] for row in session.get_one(TruthRow, one).articles] == ["jeans"]
        assert (counts(session)[State.ACCEPTED], counts(session)[State.REJECTED]) == (1, 1)
    value = here.get("api/state").json()
    assert (value["reviews"], value["rejections"], value["rejected"][0]["photo"]) == (0, 1, other)
    assert value["rejected"][0]["reason"] == "rejected by hand"


def test_a_photo_goes_back_to_the_taggers_only_where_there_are_any(settings: Settings, pool: Pool) -> None:
    here, (sha256,) = browser(settings, pool), fill(pool, 1)
    assert "labeling up" in post(here, f"api/again/{sha256}", 409)
    assert "no photo" in post(here, f"api/again/{'0' * 64}", 409)
    assert "no photo" in post(here, "api/again/--state", 409)
    assert not (settings.labeling / "jobs").exists()


def test_promoted_and_rolled_back(settings: Settings, pool: Pool) -> None:
    detectors = Detectors(settings.weights)
    reported(detectors, OLD, 0.03, 24.0, made_at="2026-11-20")
    reported(detectors, NEW, -0.03, 40.0, made_at="2026-11-21")
    here = browser(settings, pool)
    assert here.get("api/state").json()["live"]["previous"] is None
    assert "nothing to go back to" in post(here, f"api/rollback?seen={SHIPPED}", 409)
    assert post(here, f"api/promote/0.9%2Bv0001?seen={SHIPPED}") == f"{OLD} is live from the next photo on."
    value = here.get("api/state").json()
    assert (value["live"]["name"], value["live"]["previous"]) == (OLD, SHIPPED)
    assert {one["name"]: one["live"] for one in value["candidates"]} == {OLD: True, NEW: False}
    # Somebody else promotes another one before this person's click arrives.
    detectors.promote(NEW)
    assert NEW in post(here, "api/rollback?seen=0.9%2Bv0001", 409)
    assert NEW in post(here, f"api/promote/0.9%2Bv0001?seen={SHIPPED}", 409)
    assert detectors.live() == NEW
    with only_one(pool.engine, LOCK, settings.labeling):
        assert "retrain" in post(here, "api/rollback?seen=0.9%2Bv0002", 409)
    assert OLD in post(here, "api/rollback?seen=0.9%2Bv0002")
    assert "detector that ships is live" in post(here, "api/rollback?seen=0.9%2Bv0001")
    assert "no detector" in post(here, f"api/promote/9.9?seen={SHIPPED}", 409)


@pytest.mark.parametrize(
    "path", ["accept/{}/1", "reject/{}", "again/{}", "promote/0.9?seen=shipped", "rollback?seen=0.9"]
)
def test_nobody_else_decides_anything(settings: Settings, pool: Pool, path: str) -> None:
    (sha256,) = fill(pool, 1)
    divided(pool, sha256)
    detectors = Detectors(settings.weights)
    reported(detectors, "0.9", 0.03, 24.0)
    if "rollback" in path:
        detectors.promote("0.9")
    live, asked = detectors.live(), f"api/{path.format(sha256)}"
    assert browser(settings, pool, PASSWORD).post(asked, headers=SCRIPT).status_code == 401
    assert browser(settings, pool, client="203.0.113.9").post(asked, headers=SCRIPT).status_code == 401
    assert browser(settings, pool).post(asked).status_code == 403  # another site's form
    assert browser(settings, pool).get(asked).status_code == 405  # a link or a picture
    with Session(pool.engine) as session:
        assert counts(session)[State.LABELLED] == 1
    assert detectors.live() == live and not (settings.labeling / "jobs").exists()
