"""Getting in: by the legacy token, and by a personal access token, which buys short-lived ones (JWT refresh)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import jwt
import pytest

from labeling.studio.access import StudioError, find_access
from labeling.studio.connect import Studio, connect
from settings import Settings
from tests.labeling.studio.conftest import tasks_on, write_access
from tests.labeling.studio.test_faults import faulty_desk
from tests.labeling.studio.test_loop import Desk, drawn

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow]

REFRESH = "/api/token/refresh/"


@pytest.fixture
def personal(connected: Settings) -> Iterator[str]:
    """A personal access token; forgotten afterwards. Its access file is the project's from now on."""
    access = find_access(connected)
    legacy = Studio(access)
    token = str(legacy.client.tokens.create().token)
    assert jwt.decode(token, options={"verify_signature": False})["token_type"] == "refresh"
    write_access(connected, access.model_copy(update={"token": token}))
    yield token
    revoke(legacy, token)


def revoke(legacy: Studio, token: str) -> None:
    headers = {"Authorization": f"Token {legacy.access.token}"}
    httpx.post(f"{legacy.access.url}/api/token/blacklist/", json={"refresh": token}, headers=headers, timeout=60)


def test_a_round_with_a_personal_access_token(connected: Settings, scored: list[str], personal: str) -> None:
    asked: list[str] = []

    def watching(method: str, path: str) -> None:
        asked.append(path)

    with faulty_desk(connected, watching) as (desk, _):
        assert desk.push(3).sent == 3
        photo = tasks_on(desk.studio)[0]["data"]["photo"]
        desk.annotate(photo, drawn())
        assert desk.pull().states == {"accepted": 1}
        assert desk.truth(photo) == ["shirts"]
        assert len(asked) > 5 and REFRESH not in asked  # one access token, bought on connecting, was enough
        # Five minutes later it is no longer valid.
        tokens = desk.studio.client._client_wrapper._tokens_client
        stale = jwt.decode(tokens._access_token, options={"verify_signature": False}) | {"exp": time.time() - 1}
        tokens._access_token = jwt.encode(stale, "x" * 32)
        assert desk.pull().changed == 0
        assert asked.count(REFRESH) == 1


def test_a_personal_access_token_that_was_revoked_is_refused(connected: Settings, personal: str) -> None:
    admin = Studio(find_access(connected))
    headers = {"Authorization": f"Bearer {admin.client._client_wrapper._tokens_client.api_key}"}
    gone = httpx.post(
        f"{admin.access.url}/api/token/blacklist/", json={"refresh": personal}, headers=headers, timeout=60
    )
    assert gone.status_code == 204
    with pytest.raises(StudioError, match="BTL_LABEL_STUDIO_TOKEN"):
        Studio(find_access(connected))


def test_a_personal_access_token_that_has_expired_is_refused(connected: Settings) -> None:
    old = jwt.encode({"token_type": "refresh", "exp": time.time() - 60, "user_id": 1}, "x" * 32)
    with pytest.raises(StudioError, match="BTL_LABEL_STUDIO_TOKEN"):
        Studio(find_access(connected).model_copy(update={"token": old}))


@pytest.fixture
def no_legacy_tokens(server: Settings, personal: str) -> Iterator[None]:
    """A server as it is where nobody has switched legacy tokens on; switched back afterwards."""
    url = find_access(server).url
    address = f"{url}/api/jwt/settings"
    bought = httpx.post(f"{url}{REFRESH}", json={"refresh": personal}, timeout=60).json()["access"]
    headers = {"Authorization": f"Bearer {bought}"}

    def allow(legacy: bool) -> None:
        wanted = {"api_tokens_enabled": True, "legacy_api_tokens_enabled": legacy}
        httpx.post(address, json=wanted, headers=headers, timeout=60).raise_for_status()

    allow(False)
    yield
    allow(True)


def test_where_legacy_tokens_are_off_a_personal_one_works(
    connected: Settings, personal: str, no_legacy_tokens: None, server: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StudioError, match="BTL_LABEL_STUDIO_TOKEN"):
        Studio(find_access(server))
    access = find_access(connected)
    named = Settings(state=connected.state, label_studio_url=f"{access.url}/", label_studio_token=personal)
    assert connect(named).access.token == personal
    monkeypatch.setenv("BTL_LABEL_STUDIO_URL", access.url)
    monkeypatch.setenv("BTL_LABEL_STUDIO_TOKEN", personal)
    assert connect(Settings(state=connected.state)).client.projects.get(id=Desk(connected).studio.project)
