"""The labelling page's addresses, over a real pool: who gets an answer, and which."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from data.taxonomy import Broad
from labeling.pool import Pool
from labeling.weights import Detectors
from settings import Settings
from tests.labeling.conftest import fill
from tests.labeling.test_report import reported
from web.labelling import routes
from web.labelling.access import COOKIE, TeamAccess
from web.labelling.loop import Loop

PASSWORD = "correct horse"
SCRIPT = {"X-Labelling": "1"}
EVERYTHING = ("api/state", "api/job", "photos/x.jpg")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("DATABASE_URL", "BTL_LABEL_STUDIO_URL", "BTL_LABEL_STUDIO_TOKEN", "BTL_STREET_PHOTOS"):
        monkeypatch.delenv(name, raising=False)
    return Settings(state=tmp_path / "state", pool="all")


@pytest.fixture
def pool(settings: Settings) -> Pool:
    return Pool.open(settings)


def browser(settings: Settings, pool: Pool, password: str | None = None, client: str = "127.0.0.1") -> TestClient:
    app = FastAPI()
    app.include_router(routes.labelling_routes(Loop(settings, pool), TeamAccess(password)))
    return TestClient(app, base_url="http://127.0.0.1:7860/labelling/", client=(client, 5000))


def test_a_stranger_sees_nothing_and_starts_nothing(settings: Settings, pool: Pool) -> None:
    (sha256,) = fill(pool, 1)
    for stranger in (browser(settings, pool, PASSWORD), browser(settings, pool, client="203.0.113.9")):
        for path in (*EVERYTHING, f"photos/{sha256}.jpg"):
            assert stranger.get(path).status_code == 401, path
        for path in ("api/start/score", "api/stop"):
            assert stranger.post(path, headers=SCRIPT).status_code == 401, path
        assert "main.js" not in stranger.get("").text
    assert not (settings.labeling / "jobs").exists()


def test_without_a_password_a_stranger_is_told_why(settings: Settings, pool: Pool) -> None:
    answer = browser(settings, pool, client="203.0.113.9").get("")
    assert answer.status_code == 403 and "BTL_TEAM_PASSWORD" in answer.text


def test_the_password_opens_and_closes(settings: Settings, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "WRONG_PASSWORD_SECONDS", 0.3)
    team = browser(settings, pool, PASSWORD, "203.0.113.9")
    start = time.monotonic()
    wrong = team.post("login", data={"password": "guess"}, follow_redirects=False)
    assert wrong.status_code == 401 and "not the password" in wrong.text and time.monotonic() - start >= 0.3
    right = team.post("login", data={"password": PASSWORD}, follow_redirects=False)
    assert (right.status_code, right.headers["location"]) == (303, "./")
    cookie = right.headers["set-cookie"]
    assert COOKIE in cookie and "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
    assert "main.js" in team.get("").text and team.get("api/state").status_code == 200
    team.post("logout")
    assert team.get("api/state").status_code == 401


def test_another_site_can_start_nothing(settings: Settings, pool: Pool) -> None:
    """Its forms and scripts come with our cookie, or from this machine, but not with our header."""
    here = browser(settings, pool)
    for path in ("api/start/score", "api/stop"):
        assert here.post(path).status_code == 403
    assert not (settings.labeling / "jobs").exists()


def test_photos_are_those_of_the_pool_and_stay_in_no_cache(settings: Settings, pool: Pool) -> None:
    here, (sha256,) = browser(settings, pool), fill(pool, 1)
    answer = here.get(f"photos/{sha256}.jpg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "no-store"
    (settings.pool_photos / "secret.txt").write_text("secret")
    for name in ("0" * 64 + ".jpg", "secret.txt", f"{sha256}", "..%2f..%2fcatalog.db", f"{sha256}.jpg%00"):
        assert here.get(f"photos/{name}").status_code == 404, name


def test_the_state_of_an_empty_loop(settings: Settings, pool: Pool) -> None:
    value = browser(settings, pool).get("api/state").json()
    assert {state["name"]: state["count"] for state in value["states"]}["new"] == 0
    assert (value["batch"], value["candidates"], value["job"], value["studio"]) == ([], [], None, None)
    blocked = {each["name"]: each["blocked"] for each in value["commands"]}
    assert blocked["score"] == "" and "python -m labeling up" in blocked["push"]
    assert "BTL_STREET_PHOTOS" in blocked["retrain"]


def test_a_command_runs_and_its_work_shows(settings: Settings, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m labeling score` in a process of its own, on the same database."""
    monkeypatch.setenv("BTL_STATE", str(settings.state))
    fill(pool, 5)
    reported(Detectors(settings.weights), "0.9", 0.05, 12.0)
    here = browser(settings, pool)
    assert here.post("api/start/score", headers=SCRIPT).json()["outcome"] in ("running", "done")
    end = time.monotonic() + 300
    while (job := here.get("api/job").json())["outcome"] == "running":
        assert time.monotonic() < end
        assert here.post("api/start/score", headers=SCRIPT).status_code == 409
        time.sleep(0.5)
    assert (job["name"], job["outcome"], job["lines"][-1]) == ("Score", "done", "5 photos scored"), job
    assert job["progress"] == {"what": "scoring", "done": 5, "total": 5}
    value = here.get("api/state", params={"size": 3}).json()
    assert len(value["batch"]) == 3 and value["job"]["id"] == job["id"]
    photo = value["batch"][0]
    assert here.get(photo["src"]).status_code == 200
    assert all(0 <= at <= 100 for box in photo["boxes"] for at in box["box"])
    (candidate,) = value["candidates"]
    assert len(candidate["rows"]) == len(Broad) and candidate["passed"]
    assert candidate["cost"] == "12.0 minutes of taggers, 2.4 a point of mean AP50 gained"


def test_what_can_not_be_started_says_why(settings: Settings, pool: Pool) -> None:
    here = browser(settings, pool)
    refused = {"push": (409, "labeling up"), "retrain": (409, "BTL_STREET_PHOTOS"), "forget": (404, "no such command")}
    for name, (status, said) in refused.items():
        answer = here.post(f"api/start/{name}", headers=SCRIPT)
        assert answer.status_code == status and said in answer.json()["error"]
    assert here.post("api/start/push?size=0", headers=SCRIPT).status_code == 422
    assert here.post("api/stop", headers=SCRIPT).json() is None
