"""The routes around the page, and what may stand in its templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from data.catalog.catalog import Catalog
from tests.web.staged import HOSTILE, draw_person
from web.component import HEAD, ON_LOAD, STATIC, TEMPLATE
from web.page import ON_FAILURE, build_page
from web.pictures import find_examples
from web.search import Search
from web.server import serve

MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")


@pytest.fixture
def client(search: Search, catalog: Catalog, tmp_path: Path) -> TestClient:
    looks = tmp_path / "looks"
    looks.mkdir()
    draw_person(looks / "look-1.webp")
    draw_person(looks / "Not A Name.webp")
    return TestClient(serve(build_page(search), catalog, find_examples(looks)))


def test_pictures_of_goods_are_served_by_name_only(client: TestClient, catalog: Catalog) -> None:
    name = next(iter(catalog.page(limit=1))).pictures[0]
    answer = client.get(f"/pictures/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    for other in ("0" * 64 + ".webp", "..%2fcatalog.db", "%2e%2e/catalog.db", name.upper(), name + "%00"):
        assert client.get(f"/pictures/{other}").status_code == 404


def test_examples_are_served_by_name_only(client: TestClient) -> None:
    assert client.get("/examples/look-1.webp").status_code == 200
    for other in ("Not A Name.webp", "..%2flook-1.webp", "none.webp"):
        assert client.get(f"/examples/{other}").status_code == 404


def test_no_page_may_ask_another_host(client: TestClient) -> None:
    for path in ("/", "/static-page/page.js", "/pictures/none", "/config"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "*" not in policy and "http" not in policy


def test_only_the_look_is_a_public_endpoint(client: TestClient) -> None:
    assert list(client.get("/gradio_api/info").json()["named_endpoints"]) == ["/look"]


def test_templates_are_constant(client: TestClient) -> None:
    """Gradio evaluates `{{…}}` and `${…}` in them: neither may be there, nor any text of the shop."""
    assert "{{" not in TEMPLATE and "${" not in TEMPLATE
    config = client.get("/config").text
    assert not any(title in config for title in HOSTILE[:4])


def test_scripts_never_make_markup_of_text() -> None:
    for script in STATIC.rglob("*.js"):
        code = script.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", code), (
            script
        )


def test_nothing_points_to_another_host() -> None:
    for text in [HEAD, ON_LOAD, ON_FAILURE, *(file.read_text("utf-8") for file in STATIC.rglob("*.*"))]:
        assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", text.replace("http://www.w3.org/", ""))
