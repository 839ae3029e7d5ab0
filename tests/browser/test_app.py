"""The whole product as a shopper and a program meet it: `python app.py`, its weights, a small part of the demo shop."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from data.taxonomy import Broad
from pipeline.look import Look
from settings import ROOT
from tests.browser.conftest import Opener, free_ports, running
from tests.browser.steps import headline, send, sideways, violations
from tests.web.staged import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEMO = ROOT / "data" / "demo"
LOOKS = sorted((DEMO / "looks").glob("*.webp"))
GOODS_A_CATEGORY = 3
CONTRACT = {"photo", "width", "height", "full_shot", "keypoints", "articles", "timings_ms", "models"}
ARTICLE = {"id", "broad", "fine", "score", "box", "mask", "icon", "matches"}


def small_demo(folder: Path) -> Path:
    """The first goods of every category of the demo shop, and its looks."""
    taken: Counter[str] = Counter()
    shutil.copytree(DEMO / "looks", folder / "looks")
    with (DEMO / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row in rows:
            taken[row["category"]] += 1
            if taken[row["category"]] > GOODS_A_CATEGORY:
                continue
            for image in row["images"].split("|"):
                (folder / image).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(DEMO / image, folder / image)
            writer.writerow(row)
    return folder


class App:
    """A running app: its address and folders."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.environment = {"BTL_STATE": str(folder / "state"), "BTL_DEMO": str(folder / "demo")}

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text("utf-8")

    def kept(self) -> list[Path]:
        """Pictures that lie in its temporary folders."""
        found = [path for path in (self.folder / "tmp").rglob("*") if path.is_file()]
        return [path for path in found if path.suffix in (".webp", ".png", ".jpg", ".jpeg")]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    if not LOOKS or not (DEMO / "products.csv").is_file():
        pytest.skip("data/demo has no products or no rendered looks")
    folder = tmp_path_factory.mktemp("app")
    for name in ("demo", "tmp"):
        (folder / name).mkdir()
    small_demo(folder / "demo")
    ports = free_ports(1)
    started = App(f"http://127.0.0.1:{ports[0]}/", folder)
    environment = started.environment | {"BTL_PORT": str(ports[0]), "TMPDIR": str(folder / "tmp")}
    with running(["app.py"], ports, folder / "log.txt", **environment):
        _wait_for_goods(started)
        yield started


def _wait_for_goods(app: App) -> None:
    end = time.monotonic() + 300
    while "the demo catalogue is imported" not in app.log:
        assert time.monotonic() < end, app.log
        time.sleep(0.5)


def ask(app: App, photo: Path) -> dict[str, Any]:
    client = Client(app.address, verbose=False)
    answer = client.predict(handle_file(str(photo)), api_name="/look")
    assert isinstance(answer, dict)
    return answer


def test_a_rendered_look_becomes_shoppable(open_page: Opener, app: App) -> None:
    page = open_page(app.address)
    assert page.locator(".btl-examples button").count() == len(LOOKS)
    send(page, LOOKS[0])
    assert headline(page) == "Shop the whole look"
    icons = page.locator(".btl-icon")
    assert icons.count() >= 2
    icons.first.click()
    page.wait_for_function("[...document.querySelectorAll('.btl-card img')].every((image) => image.naturalWidth > 0)")
    assert page.locator(".btl-card").count() >= 1
    assert violations(page) == []
    assert app.kept() == []


def test_a_product_page_of_the_demo_shop(open_page: Opener, app: App) -> None:
    """The whole way with the real networks; the pictures are packshots, in which there is no person."""
    page = open_page(f"{app.address}?product=bottomwear-01")
    page.locator(".btl-product").wait_for()
    assert page.locator(".btl-thumb").count() == 1
    assert page.locator(".btl-thumb.btl-chosen").count() == 1
    assert page.locator(".btl-notice").count() == 1
    assert page.locator(".btl-badge", has_text="This item").count() == 1
    products = page.locator(".btl-card[data-id]").evaluate_all("nodes => nodes.map((node) => node.dataset.id)")
    assert "bottomwear-01" not in products
    assert "bottomwear-02" in products
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/?product=bottomwear-02")
    page.locator(".btl-product").wait_for()
    assert violations(page) == []


def test_an_example_on_a_phone(open_page: Opener, app: App) -> None:
    page = open_page(app.address, 390, 844, has_touch=True, is_mobile=True)
    page.locator(".btl-examples button").last.tap()
    page.wait_for_selector(".btl-icon")
    assert sideways(page) == 0


def test_the_api_keeps_the_contract(app: App) -> None:
    answer = ask(app, LOOKS[0])
    assert set(answer) - {"failed"} == CONTRACT
    assert answer["photo"] == LOOKS[0].name
    assert set(answer["full_shot"]) >= {"is_full_shot", "reason"}
    assert answer["articles"]
    for article in answer["articles"]:
        assert set(article) - {"attributes"} == ARTICLE
        assert article["broad"] in {broad.value for broad in Broad}
        x, y = (int(at) for at in article["icon"])
        assert Look.from_json(answer).article(article["id"]).mask.decode()[y, x]  # type: ignore[union-attr]
        assert all(set(match) == {"product_id", "similarity", "image", "tier"} for match in article["matches"])
    assert {"keypoints", "detection", "embedding", "retrieval", "total"} <= set(answer["timings_ms"])
    assert Look.from_json(answer).to_json() == answer
    assert app.kept() == []


def test_the_page_and_the_api_find_the_same(open_page: Opener, app: App) -> None:
    page = open_page(app.address)
    send(page, LOOKS[-1])
    answer = ask(app, LOOKS[-1])
    assert page.locator(".btl-icon").count() == len(answer["articles"])
    counts = sorted(int(text.split()[0]) for text in page.locator(".btl-chip .btl-count").all_inner_texts())
    close = [[each for each in article["matches"] if each["tier"] != "far"] for article in answer["articles"]]
    assert counts == sorted(map(len, close))


def test_bad_photos_get_a_sentence_on_the_page_and_in_the_api(open_page: Opener, app: App, tmp_path: Path) -> None:
    page = open_page(app.address)
    noise = np.random.default_rng(0).integers(0, 256, (900, 600, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.jpg", quality=50)
    data = (tmp_path / "noise.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(data[: len(data) // 3])
    (tmp_path / "text.jpg").write_bytes(b"hello")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bomb.png")
    for name in ("cut.jpg", "text.jpg", "bomb.png"):
        send(page, tmp_path / name)
        assert headline(page) == "We can’t use this file", name
        sentence = page.locator(".btl-sub").inner_text()
        with pytest.raises(AppError, match=r"\.$") as error:
            ask(app, tmp_path / name)
        assert sentence == str(error.value)
    send(page, tmp_path / "noise.jpg")
    assert headline(page) in ("We found no clothes in this photo", "Shop the whole look")
    assert "Traceback" not in page.content()
    assert app.kept() == []


def test_a_file_of_40_mb_is_taken_or_refused_in_words(open_page: Opener, app: App, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3500, 4000, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "large.png", compress_level=0)
    assert 40 * 2**20 <= (tmp_path / "large.png").stat().st_size < 50 * 2**20
    (tmp_path / "larger.png").write_bytes(bytes(60 * 2**20))
    page = open_page(app.address)
    send(page, tmp_path / "large.png")
    assert headline(page) in ("We found no clothes in this photo", "Shop the whole look")
    send(page, tmp_path / "larger.png")
    assert headline(page) == "We can’t use this file"
    assert "larger than 50 MB" in page.locator(".btl-sub").inner_text()
    assert app.kept() == []


def test_goods_imported_meanwhile_are_found_without_a_restart(open_page: Opener, app: App, tmp_path: Path) -> None:
    found = max(ask(app, LOOKS[0])["articles"], key=lambda article: article["score"])
    box = tuple(int(at) for at in found["box"])
    with Image.open(LOOKS[0]) as look:
        look.convert("RGB").crop(box).save(tmp_path / "new.png")  # type: ignore[arg-type]
    with (tmp_path / "new.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "brand", "price", "currency", "category", "images"])
        writer.writerow(["new", HOSTILE[2], "Testa", "12.00", "EUR", found["broad"], "new.png"])
    command = [sys.executable, "-m", "data.catalog", "import", str(tmp_path / "new.csv")]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **app.environment}, check=True, timeout=300)
    page = open_page(app.address)
    send(page, LOOKS[0])
    titles: list[str] = []
    for icon in page.locator(".btl-icon").all():
        icon.click()
        titles += page.locator(".btl-card .btl-title").evaluate_all("nodes => nodes.map((node) => node.textContent)")
    assert HOSTILE[2] in titles
    assert page.title() == "Buy That Look"


def test_the_app_stays_small_and_its_log_clean(app: App) -> None:
    port = int(app.address.rstrip("/").rpartition(":")[2])
    listening = (each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
    process = psutil.Process(next(each.pid for each in listening if each.laddr.port == port))
    assert process.memory_info().rss < 1.5 * 2**30
    assert "Traceback" not in app.log
