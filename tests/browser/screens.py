"""The pictures in docs/screens, taken from the running product: `python -m tests.browser.screens docs/screens`.

All photos and goods in them are rendered or drawn: the demo shop's. Two states can't be had from a shop that works
(no goods, too many shoppers); they come from `tests.browser.staged_apps`.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from settings import ROOT
from tests.browser.conftest import ARGUMENTS, PATIENCE_S, chromium, free_ports, running
from tests.browser.steps import send, settled
from tests.web.staged import draw_person

DEMO = ROOT / "data" / "demo"
LOOKS = DEMO / "looks"
SIZES = {"1280": (1280, 860, False), "390": (390, 844, True)}
# The pages use few colours beside the photos; this keeps a picture at about 200 KB.
PALETTE = 256


def main(out: Path, look: str | None = None) -> None:
    """Take all pictures.

    Args:
        out: folder that they are written to.
        look: name of the example to show; the first by default.
    """
    out.mkdir(parents=True, exist_ok=True)
    shown = LOOKS / f"{look}.webp" if look else sorted(LOOKS.glob("*.webp"))[0]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, ports = Path(name), free_ports(4)
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        demo, product = shop_with_pages(folder / "demo")
        environment = {
            "BTL_PORT": str(ports[0]),
            "BTL_STATE": str(folder / "state"),
            "BTL_DEMO": str(demo),
            "TMPDIR": name,
        }
        staged = ["-m", "tests.browser.staged_apps", str(folder / "staged"), *map(str, ports[1:])]
        with (
            running(["app.py"], ports[:1], folder / "app.txt", **environment) as (shop,),
            running(staged, ports[1:], folder / "staged.txt") as (slow, empty, busy),
        ):
            for size in SIZES:
                shop_states(Camera(browser, size, out), shop, shown, folder)
                product_states(Camera(browser, size, out), shop, product)
                waiting(Camera(browser, size, out), slow, shown, folder)
                Camera(browser, size, out).open(empty).take("empty-shop")
                too_many(Camera(browser, size, out), busy, shown, folder)
        kept_states(browser, out, demo, shown, folder / "kept")


class Camera:
    """A page of one size, and where its pictures go."""

    def __init__(self, browser: Browser, size: str, out: Path) -> None:
        self.size, self.out = size, out
        width, height, touch = SIZES[size]
        view = {"width": width, "height": height}
        context = browser.new_context(viewport=view, has_touch=touch, is_mobile=touch)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_S * 1000)
        self.page: Page = context.new_page()

    def open(self, address: str) -> Camera:
        """Open a page."""
        self.page.goto(address)
        self.page.wait_for_selector(".btl-root h1")
        return self

    def take(self, state: str) -> None:
        """Write `<state>-<size>.png` once all pictures in it are there."""
        self.page.wait_for_timeout(1500)
        path = self.out / f"{state}-{self.size}.png"
        self.page.screenshot(path=path)
        with Image.open(path) as image:
            # Without the means of k-means the page's own ground would be shown in another tint.
            small = image.convert("RGB").quantize(PALETTE, Image.Quantize.MEDIANCUT, kmeans=1)
            small.save(path, optimize=True)


def shop_states(camera: Camera, address: str, look: Path, folder: Path) -> None:
    """First visit, a look, an article, a closer view, half a person, nobody, a broken file."""
    page = _open_filled(camera, address)
    camera.take("first-visit")
    send(page, look)
    camera.take("look")
    page.locator(".btl-icon").first.click()
    camera.take("article")
    page.locator(".btl-card").first.click()
    camera.take("closer")
    page.keyboard.press("Escape")
    for state, file in (("half-a-person", half(look, folder)), ("nobody", nobody(folder)), ("broken", broken(folder))):
        send(page, file)
        camera.take(state)


def _open_filled(camera: Camera, address: str) -> Page:
    """The first page of the demo shop, once that is filled."""
    page = camera.open(address).page
    while page.locator(".btl-welcome").count() == 0:
        page.wait_for_timeout(2000)
        camera.open(address)
    return page


def shop_with_pages(folder: Path) -> tuple[Path, str]:
    """The demo shop with models, and with product pages for what is worn in its first look; and one such product.

    A page's pictures are the product on white, the look, and the upper and the lower half of it.
    """
    shutil.copytree(DEMO, folder)
    first = json.loads((DEMO / "looks.json").read_text("utf-8"))[0]
    with Image.open(DEMO / first["photo"]) as image:
        for name, (top, bottom) in {"upper": (0.0, 0.55), "lower": (0.45, 1.0)}.items():
            image.crop((0, int(top * image.height), image.width, int(bottom * image.height))).save(
                folder / f"{name}.png"
            )
    worn = {each["id"] for each in first["products"]}
    with (DEMO / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["model"] = row["title"].partition(",")[0]  # "Slim jeans, black" and "Slim jeans, blue"
        if row["id"] in worn:
            row["images"] += f"|{first['photo']}|upper.png|lower.png"
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder, first["products"][0]["id"]


def product_states(camera: Camera, address: str, product: str) -> None:
    """The shelves, a product page, a secondary article of it with other colours, a link to a product that is gone."""
    camera.open(f"{address}?shelf={product.partition('-')[0]}").page.wait_for_selector(".btl-goods")
    camera.take("shelves")
    page = camera.open(f"{address}?product={product}").page
    page.wait_for_selector(".btl-product")
    camera.take("product-page")
    page.locator(".btl-chip").nth(1).click()
    page.get_by_role("switch", name="Other colours").click()
    camera.take("product-colours")
    camera.open(f"{address}?product=gone").page.wait_for_selector(".btl-notice-page")
    camera.take("unknown-product")


def kept_states(browser: Browser, out: Path, demo: Path, look: Path, folder: Path) -> None:
    """A shop that keeps photos: what it says of that, and a report. The team's page: `test_team_page.py`."""
    folder.mkdir()
    ports = free_ports(1)
    environment = {"BTL_PORT": str(ports[0]), "BTL_STATE": str(folder / "state"), "BTL_DEMO": str(demo)}
    environment |= {"BTL_POOL": "all", "BTL_CONTACT": "privacy@shop.example"}
    with running(["app.py"], ports, folder / "app.txt", **environment) as (shop,):
        for size in SIZES:
            camera = Camera(browser, size, out)
            _open_filled(camera, shop)
            camera.page.locator(".btl-privacy summary").click()
            camera.take("kept")
            for example in range(camera.page.locator(".btl-examples button").count()):
                _open_filled(camera, shop)
                camera.page.locator(".btl-examples button").nth(example).click()
                camera.page.wait_for_selector(".btl-icon")
            send(camera.page, look)
            button = camera.page.locator(".btl-wrong[data-wrong='wrong box']").first
            button.click()
            camera.page.wait_for_selector(".btl-wrong[aria-label$='reported']")
            camera.take("report")


def waiting(camera: Camera, address: str, look: Path, folder: Path) -> None:
    """A search that runs."""
    page = camera.open(address).page
    page.set_input_files("input[data-photo]", named(look, folder / "slow.webp"))
    page.wait_for_selector(".btl-stage-text:has-text('Finding the clothes')")
    camera.take("searching")
    settled(page)


def too_many(camera: Camera, address: str, look: Path, folder: Path) -> None:
    """The third search where one may run and one may wait."""
    slow, others = named(look, folder / "slow.webp"), [camera.page.context.new_page() for _ in range(2)]
    for page in (*others, camera.page):
        page.goto(address)
        page.wait_for_selector(".btl-root h1")
    for page in (*others, camera.page):
        page.set_input_files("input[data-photo]", slow)
        page.wait_for_timeout(700)
    camera.page.wait_for_selector(".btl-notice-page")
    camera.take("busy")
    for page in others:
        settled(page)


def named(photo: Path, target: Path) -> Path:
    """A copy of a photo under a name that the stages of the tests know."""
    target.write_bytes(photo.read_bytes())
    return target


def half(look: Path, folder: Path) -> Path:
    """The upper half of a look."""
    with Image.open(look) as image:
        image.convert("RGB").crop((0, 0, image.width, image.height * 55 // 100)).save(folder / "upper.png")
    return folder / "upper.png"


def nobody(folder: Path) -> Path:
    """A drawn landscape."""
    image = Image.new("RGB", (600, 800), "#bcd4e6")
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 520), (220, 300), (420, 540), (600, 380), (600, 800), (0, 800)], fill="#6f8f72")
    image.save(folder / "hills.png")
    return folder / "hills.png"


def broken(folder: Path) -> Path:
    """A file that ends too early."""
    whole = draw_person(folder / "cut.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    return folder / "cut.png"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
