"""The team's page at work: its own addresses start push, pull and retraining, against a real Label Studio.

With BTL_SCREENS naming a folder, Chromium takes the pictures of the page for the documentation there.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient

from data.street import read_street
from data.taxonomy import Broad
from labeling.candidates import REPORT, CandidateReport, write_report
from labeling.gate import judge
from labeling.live import Collecting
from labeling.pool import Pool
from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.weights import SHIPPED, Detectors
from pipeline.photo import open_photo
from settings import ROOT, Settings
from tests.browser.conftest import free_ports
from tests.browser.screens import SIZES, Camera
from tests.browser.steps import sideways, violations
from tests.labeling.studio.conftest import silent, tasks_on
from tests.labeling.studio.test_loop import Desk, drawn
from tests.labeling.test_report import BEFORE, SET
from tests.labeling.test_retrain import street
from tests.labeling.test_retrain_killed import CANDIDATE, SMALL, make_small_live
from tests.web.labelling.test_routes import SCRIPT
from tests.web.labelling.test_routes import browser as visitor
from web.component import STATIC
from web.labelling.access import TeamAccess
from web.labelling.loop import Loop
from web.labelling.routes import labelling_routes

__all__ = ["street"]

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow, pytest.mark.photos]

PATIENCE_SECONDS = 900
LOOKS = sorted((ROOT / "data" / "boutique" / "shop" / "looks").glob("*.webp"))


@pytest.fixture
def looks(connected: Settings) -> list[str]:
    """Ten rendered looks that wait for taggers, with what the detector and its committee see."""
    collecting = Collecting.open(connected)
    photos = [collecting(open_photo(look), "collected").sha256 for look in LOOKS[:: len(LOOKS) // 10][:10]]
    score_pool(collecting.pool.engine, make_score("committee"), silent)
    return photos


@pytest.fixture
def few(street: Path, tmp_path: Path) -> Path:
    """Four photos to train on and four to test on: a retraining of a few steps."""
    folder = tmp_path / "street"
    for name in ("photos", "annotations/pixel-level"):
        (folder / name).mkdir(parents=True)
    (folder / "label_list.mat").symlink_to(street / "label_list.mat")
    for split, number in (("train", 4), ("validation", 4)):
        for photo in islice(read_street(street, split), number):
            (folder / "photos" / photo.image.name).symlink_to(photo.image)
            (folder / "annotations" / "pixel-level" / photo.label_map.name).symlink_to(photo.label_map)
    return folder


class Team:
    """Somebody with the page open."""

    def __init__(self, page: TestClient) -> None:
        self._page = page
        self.stages: dict[str, set[str]] = {}

    def press(self, name: str, path: str) -> dict[str, Any]:
        """Start a job and look at it as the page does until it has ended; the job."""
        answer = self._page.post(path, headers=SCRIPT)
        assert answer.status_code == 200, answer.text
        job, end = answer.json(), time.monotonic() + PATIENCE_SECONDS
        while job["outcome"] == "running":
            assert time.monotonic() < end, job
            if job["progress"]:
                self.stages.setdefault(name, set()).add(job["progress"]["what"])
            time.sleep(0.5)
            job = self._page.get("api/job").json()
        assert (job["name"], job["outcome"]) == (name, "done"), job
        return dict(job)

    def post(self, path: str) -> str:
        answer = self._page.post(path, headers=SCRIPT)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["said"])

    def state(self) -> dict[str, Any]:
        return dict(self._page.get("api/state").json())

    def queue(self) -> dict[str, int]:
        return {state["name"]: state["count"] for state in self.state()["states"] if state["count"]}


def test_push_pull_decisions_and_retraining_from_the_page(connected: Settings, looks: list[str], few: Path) -> None:
    make_small_live(connected)  # a few steps of training take seconds then
    noted(Detectors(connected.weights))
    settings, desk = connected.model_copy(update={"street_photos": few}), Desk(connected)
    team = Team(visitor(settings, desk.pool))
    photos = pushed(team, desk)
    pulled_and_decided(team, desk, photos)
    retrained(team, connected)
    with_folder = os.environ.get("BTL_SCREENS")
    if with_folder:
        take_screens(settings, desk.pool, Path(with_folder))
    switched(team, connected)


def noted(detectors: Detectors) -> None:
    """When the live detector was made, taggers had not worked yet: so what the next one costs is known."""
    decision = judge(BEFORE, BEFORE)
    report = CandidateReport(
        made_at="2026", live_before="detector@0", live_name=SHIPPED, data_set=SET, test_photos=4, tagger_minutes=0.0,
        **decision.model_dump(),
    )  # fmt: skip
    write_report(report, detectors.place(SMALL))


def pushed(team: Team, desk: Desk) -> list[str]:
    """Eight photos are sent; which."""
    batch = [photo["photo"] for photo in team.state()["batch"]]
    assert len(batch) == 10 and all(not one["blocked"] for one in team.state()["commands"])
    job = team.press("Push", "api/start/push?size=8")
    assert job["progress"] == {"what": "sending", "done": 8, "total": 8} and job["lines"][-1] == "8 photos sent"
    photos = [task["data"]["photo"] for task in tasks_on(desk.studio)]
    assert len(photos) == len(set(photos)) == 8 and set(photos) <= set(batch)
    assert team.queue() == {"scored": 2, "sent": 8}
    return photos


def pulled_and_decided(team: Team, desk: Desk, photos: list[str]) -> None:
    """Taggers label, skip, use an unknown label and disagree; what they can't settle a person decides."""
    skipped, hat, divided, *clear = photos
    desk.annotate(skipped, was_cancelled=True)
    desk.annotate(hat, drawn("jeans", x=38, y=42, width=24, height=40), drawn("hat"))
    other = desk.studio.client.users.create(email=f"{time.time_ns()}@example.com", username=str(time.time_ns()))
    desk.annotate(divided, drawn("jackets", x=30, y=18, width=40, height=30))
    desk.annotate(divided, drawn("blazers", x=30, y=16, width=40, height=34), completed_by=other.id)
    for photo in clear[:4]:
        desk.annotate(photo, drawn("dresses", x=30, y=18, width=40, height=42))
    team.press("Pull", "api/start/pull")
    assert team.queue() == {"scored": 2, "sent": 1, "labelled": 2, "accepted": 4, "rejected": 1}
    assert team.press("Pull", "api/start/pull")["lines"][-1].startswith("0 tasks read: nothing new")

    review = {photo["photo"]: photo for photo in team.state()["review"]}
    assert review.keys() == {hat, divided} and len(review[divided]["opinions"]) == 2
    (opinion,) = review[hat]["opinions"]
    assert opinion["problems"] == ["unknown label 'hat'"]
    team.post(f"api/accept/{hat}/{opinion['annotation']}")
    assert desk.truth(hat) == ["jeans"]
    assert team.press("Back to the taggers", f"api/again/{skipped}")["lines"][-1] == f"{skipped[:12]}: sent"
    assert (desk.studio.task(desk.task(skipped)) or {})["annotations"] == []
    desk.annotate(skipped, was_cancelled=True)  # once more
    team.press("Pull", "api/start/pull")
    assert team.queue() == {"scored": 2, "sent": 1, "labelled": 1, "accepted": 5, "rejected": 1}


def retrained(team: Team, settings: Settings) -> None:
    """Progress is seen; then the candidate stands there with its figures, and what it cost."""
    job = team.press("Retrain", "api/start/retrain")
    assert any(stage.startswith("epoch") for stage in team.stages["Retrain"]), team.stages
    assert CANDIDATE in job["lines"][-1]
    assert team.queue() == {"scored": 2, "sent": 1, "labelled": 1, "in set": 5, "rejected": 1}
    value = team.state()
    (candidate,) = [one for one in value["candidates"] if one["name"] == CANDIDATE]
    assert candidate["photos"] == {"base": 4, "pool": 5} and candidate["test_photos"] == 4
    assert 1 <= len(candidate["rows"]) <= len(Broad)
    assert value["minutes"] == 3 and candidate["cost"].startswith("3.0 minutes of taggers")  # nine of 20 s
    assert Detectors(settings.weights).live() == (CANDIDATE if candidate["passed"] else SMALL)


def switched(team: Team, settings: Settings) -> None:
    """Made live by hand if the gate has not done it, and back to what ships."""
    name, live = CANDIDATE.replace("+", "%2B"), Detectors(settings.weights).live()
    if live != CANDIDATE:
        team.post(f"api/promote/{name}?seen={live}")
    assert team.state()["live"]["name"] == CANDIDATE
    team.post(f"api/rollback?seen={name}")
    team.post(f"api/rollback?seen={SMALL}")
    assert team.state()["live"]["name"] == SHIPPED


@contextmanager
def served(settings: Settings, pool: Pool) -> Iterator[str]:
    """The page for a browser; its address."""
    app, (port,) = FastAPI(), free_ports(1)
    app.include_router(labelling_routes(Loop(settings, pool), TeamAccess(None)))
    app.mount("/static-page", StaticFiles(directory=STATIC))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/labelling/"
    server.should_exit = True
    thread.join(30)


def take_screens(settings: Settings, pool: Pool, folder: Path) -> None:
    """The page's parts in both sizes, and no fault that axe finds."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, chromium

    (Detectors(settings.weights).place(SMALL) / REPORT).unlink()  # made up for this test: not to be shown
    with served(settings, pool) as address, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for size in SIZES:
            camera = Camera(chrome, size, folder)
            camera.page.goto(address)
            camera.page.wait_for_selector(".btl-candidate")
            assert violations(camera.page) == [] and sideways(camera.page) == 0
            camera.take("labelling")
            for part, state in ((".btl-review", "decide"), (".btl-batch", "batch")):
                camera.page.locator(part).evaluate("node => node.scrollIntoView()")
                camera.take(f"labelling-{state}")
        chrome.close()
