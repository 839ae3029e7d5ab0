"""Whatever a stranger sends, through the whole pipeline that ships: a clear message or a sensible look."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from pipeline.look import Look
from pipeline.photo import PhotoError, open_photo
from pipeline.shop_the_look import ShopTheLook
from pipeline.shown import shown
from settings import ROOT

pytestmark = pytest.mark.slow
LOOKS = sorted((ROOT / "data" / "demo" / "looks").glob("*.webp"))
needs_looks = pytest.mark.skipif(not LOOKS, reason="data/demo has no rendered looks")


@pytest.fixture(scope="module")
def finder() -> ShopTheLook:
    return ShopTheLook.load(lambda: None)


def person() -> Image.Image:
    return Image.open(LOOKS[0]).convert("RGB")


def saved(image: Image.Image, format_: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def turned() -> bytes:
    """Stored on its side, with the note that says so: what phones do."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return saved(person().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


def ten_people() -> bytes:
    """The people of the demo looks, shoulder to shoulder."""
    known = json.loads((LOOKS[0].parents[1] / "looks.json").read_text("utf-8"))
    row = Image.new("RGB", (1600, 400), "grey")
    for number in range(10):
        one = known[number % len(known)]
        x, y, width, height = one["person"]
        with Image.open(LOOKS[0].parents[1] / one["photo"]) as look:
            person = look.convert("RGB").resize((160, 400), box=(x, y, x + width, y + height))
        row.paste(person, (number * 160, 0))
    return saved(row)


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8))


def check(look: Look) -> None:
    """What holds of every look, whatever is in the photo."""
    assert look.failed == ()
    assert look.full_shot is not None
    assert look.full_shot.reason
    scores = [article.score for article in look.articles]
    assert scores == sorted(scores, reverse=True)
    for article in look.articles:
        assert article.icon is not None
        assert article.mask.decode()[int(article.icon[1]), int(article.icon[0])]
        x0, y0, x1, y1 = article.box
        assert 0 <= x0 < x1 <= look.width
        assert 0 <= y0 < y1 <= look.height
    assert Look.from_json(look.to_json()).to_json() == look.to_json()


NOBODY: dict[str, Callable[[], bytes]] = {
    "white": lambda: saved(Image.new("RGB", (600, 800), "white")),
    "black": lambda: saved(Image.new("L", (600, 800))),
    "noise": lambda: saved(noise(500, 700)),
    "transparent": lambda: saved(Image.new("RGBA", (600, 800))),
    "32 x 32": lambda: saved(Image.new("RGB", (32, 32), "green")),
    "panorama": lambda: saved(noise(1600, 40)),
    "tower": lambda: saved(noise(40, 1600)),
}


@pytest.mark.parametrize("make", NOBODY.values(), ids=NOBODY.keys())
def test_photos_of_nobody_are_no_full_shots(finder: ShopTheLook, make: Callable[[], bytes]) -> None:
    look = finder.run(open_photo(make()))
    check(look)
    assert look.full_shot is not None
    assert not look.full_shot.is_full_shot
    assert len(look.above(0.5).articles) <= 1


SOMEBODY: dict[str, Callable[[], bytes]] = {
    "as it is": lambda: saved(person()),
    "CMYK": lambda: saved(person().convert("CMYK"), "JPEG", quality=95),
    "palette": lambda: saved(person().quantize(256)),
    "turned by EXIF": turned,
    "animated WebP": lambda: saved(
        person(), "WEBP", save_all=True, append_images=[Image.new("RGB", person().size)], lossless=True
    ),
    "12 megapixels": lambda: saved(person().resize((3000, 4500)), "JPEG"),
}


@needs_looks
@pytest.mark.parametrize("make", SOMEBODY.values(), ids=SOMEBODY.keys())
def test_however_a_photo_is_stored_its_articles_are_found(finder: ShopTheLook, make: Callable[[], bytes]) -> None:
    look, plain = finder.run(open_photo(make())), finder.run(open_photo(saved(person())))
    check(look)
    assert {one.broad for one in look.above(0.7).articles} <= {one.broad for one in plain.above(0.3).articles}
    assert {one.broad for one in plain.above(0.7).articles} <= {one.broad for one in look.above(0.3).articles}


@needs_looks
def test_grey_photos_still_have_articles(finder: ShopTheLook) -> None:
    look = finder.run(open_photo(saved(person().convert("L"))))
    check(look)
    assert look.articles


@needs_looks
def test_ten_people(finder: ShopTheLook) -> None:
    """Articles of most of them are found, each person's own; nothing is said of one whole person."""
    look = shown(finder.run(open_photo(ten_people())), 0.5)
    check(look)
    middles = [(article.box[0] + article.box[2]) / 2 for article in look.articles]
    assert len({int(middle // 160) for middle in middles}) >= 7
    assert all(article.embedding is not None for article in look.articles)
    assert look.full_shot is not None
    assert not look.full_shot.is_full_shot


MEASURE = """
import sys
from pathlib import Path
from pipeline.annotate import annotate
from pipeline.photo import open_photo
from pipeline.shop_the_look import ShopTheLook
from pipeline.shown import shown
def peak():
    # Not ru_maxrss: that one starts with the size of the test process it was forked from.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
photo = open_photo(Path(sys.argv[1]))
look = ShopTheLook.load(lambda: None).run(photo)
annotate(photo, look)
print(look.failed, peak())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_forty_megabytes_through_everything_stay_below_two_gigabytes(tmp_path: Any) -> None:
    file = tmp_path / "large.jpg"
    noise(7000, 5000).save(file, quality=95)
    assert 30e6 < file.stat().st_size < 50e6
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", MEASURE, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    failed, kilobytes = done.stdout.rsplit(maxsplit=1)
    assert failed == "()"
    assert int(kilobytes) < 2_000_000


@pytest.mark.parametrize(
    "data", [b"", b"rubbish", saved(Image.new("RGB", (1, 1)))], ids=["0 bytes", "rubbish", "1 x 1"]
)
def test_what_is_no_photo_never_reaches_the_models(data: bytes) -> None:
    with pytest.raises(PhotoError, match=r"Choose"):
        open_photo(data)
