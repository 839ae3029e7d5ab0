"""The endpoint `/look`, called as other programs call it (over stages of a test; the whole product: test_app.py)."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from pipeline.look import Look
from tests.browser.conftest import StagedApps
from tests.web.staged import draw_person
from web import words

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def client(apps: StagedApps) -> Client:
    return Client(apps.full, verbose=False)


def pictures(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".png", ".jpg", ".webp")]


def test_a_photo_becomes_the_json_of_the_contract(client: Client, apps: StagedApps, tmp_path: Path) -> None:
    answer = client.predict(handle_file(str(draw_person(tmp_path / "street.png"))), api_name="/look")
    assert set(answer) - {"failed"} == {
        "photo", "width", "height", "full_shot", "keypoints", "articles", "timings_ms", "models"
    }  # fmt: skip
    assert (answer["photo"], answer["width"], answer["height"]) == ("street.png", 480, 720)
    assert [article["broad"] for article in answer["articles"]] == [
        "outerwear", "topwear", "bottomwear", "footwear", "bags"
    ]  # fmt: skip
    assert Look.from_json(answer).to_json() == answer
    assert pictures(apps.uploads) == []


def test_a_bad_photo_is_an_error_in_words(client: Client, apps: StagedApps, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 cut off")
    with pytest.raises(AppError, match="not a picture we can read"):
        client.predict(handle_file(str(tmp_path / "broken.jpg")), api_name="/look")
    assert pictures(apps.uploads) == []


def test_a_fault_of_ours_tells_nothing_of_the_inside(client: Client, tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        client.predict(handle_file(str(draw_person(tmp_path / "crash.png"))), api_name="/look")
    assert str(error.value) == words.BROKEN_SEARCH


@pytest.mark.parametrize("path", ["/etc/hostname", "../../../../../../etc/hostname", "http://127.0.0.1:9/photo.png"])
def test_only_uploads_are_read(apps: StagedApps, path: str) -> None:
    """What a client of Gradio would upload first, sent as it is."""
    call = f"{apps.full}gradio_api/call/look"
    photo = {"path": path, "meta": {"_type": "gradio.FileData"}}
    event = httpx.post(call, json={"data": [photo]}).json()["event_id"]
    answer = httpx.get(f"{call}/{event}", timeout=60).text
    assert answer.startswith("event: error")
    assert "Traceback" not in answer


def test_the_page_is_no_endpoint(client: Client) -> None:
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/look"]
