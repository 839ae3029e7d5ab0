"""Whether the right shot of a product page is chosen: as the page is, shuffled, with copies, and without its front."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image
from tqdm import tqdm

from data.boutique.shop_records import SPLITS, Page, Shop
from data.boutique.truth_records import Picture
from data.taxonomy import View
from models.report.boutique.tables import Table, share
from models.report.boutique.whole import is_full_shot, shows
from pipeline.photo import Photo, open_photo
from pipeline.product_page import ProductPage

Read = Callable[[Sequence[Photo]], ProductPage]
COPY_SIDE, COPY_QUALITY = 0.6, 80
"""A copy has this share of the shot's sides and is a JPEG of this quality."""


class Listed(NamedTuple):
    """A picture as a page lists it.

    Attributes:
        photo: what the pipeline gets; its name tells nothing.
        truth: what is known of it.
        copy: whether it is a smaller copy of another one of the page.
    """

    photo: Photo
    truth: Picture
    copy: bool = False


def choice(shop: Shop, read: Read) -> Table:
    """Share of pages whose chosen shot is right, by split and by what was done to the page.

    Args:
        shop: the boutique; all its pages are asked for.
        read: a page's photos -> the page.
    """
    right: dict[tuple[str, str], list[bool]] = {}
    for page in tqdm(shop.pages.values(), desc="pages", unit="page", mininterval=10):
        shots = [Listed(open_photo(shop.path(each)), each) for each in page.shots]
        for case, listed in cases(page, shots).items():
            answer = is_right(read([each.photo for each in listed]), listed)
            for split in (page.split, "all"):
                right.setdefault((split, case), []).append(answer)
    rows = {}
    for split in ("all", *SPLITS):
        told = {case: answers for (its, case), answers in right.items() if its == split}
        shares = {
            case: value for case, answers in told.items() for value in share(sum(answers), len(answers), "").values()
        }
        if told:
            rows[split] = {**shares, "pages": len(next(iter(told.values())))}
    return Table("Right shot chosen, all pages", rows)


def cases(page: Page, shots: Sequence[Listed]) -> dict[str, list[Listed]]:
    """What a page may look like; names and order are drawn by the page's id, so that neither tells the view."""
    dice = random.Random(page.id)
    without = [each for each in shots if each.truth.view is not View.FRONT]
    copies = [Listed(smaller(each.photo), each.truth, copy=True) for each in shots]
    made = {
        "as it is": [each._replace(photo=_renamed(each.photo, f"{n}.webp")) for n, each in enumerate(shots, 1)],
        "shuffled": _shuffled(shots, dice),
        "with copies": _shuffled([*shots, *copies], dice),
        "no front": _shuffled(without, dice),
        "no front, with copies": _shuffled([*without, *(c for c in copies if c.truth.view is not View.FRONT)], dice),
    }
    return made


def is_right(read: ProductPage, listed: Sequence[Listed]) -> bool:
    """Whether the chosen picture is the one that should be, and the note stands where it should.

    By the truth: a whole person (both eyes, both ankles) from the front, without a note. Where there is none: one that
    shows most (`models.report.boutique.whole.Shows`), with a note. A copy is never right.
    """
    if read.chosen is None:
        return False
    chosen = listed[read.chosen]
    wanted = [each for each in listed if each.truth.view is View.FRONT and is_full_shot(each.truth)]
    if wanted:
        return chosen in wanted and not chosen.copy and read.note is None
    most = max(shows(each.truth) for each in listed)
    return shows(chosen.truth) == most and not chosen.copy and read.note is not None


def smaller(photo: Photo) -> Photo:
    """The picture as a shop lists it a second time: smaller, and saved anew."""
    size = round(photo.width * COPY_SIDE), round(photo.height * COPY_SIDE)
    file = io.BytesIO()
    Image.fromarray(photo.pixels).resize(size, Image.Resampling.LANCZOS).save(file, "JPEG", quality=COPY_QUALITY)
    return Photo(photo.name, np.asarray(Image.open(file).convert("RGB")))


def _shuffled(listed: Sequence[Listed], dice: random.Random) -> list[Listed]:
    drawn = dice.sample(list(listed), len(listed))
    names = dice.sample(range(1, len(drawn) + 1), len(drawn))
    return [each._replace(photo=_renamed(each.photo, f"{name}.webp")) for each, name in zip(drawn, names, strict=True)]


def _renamed(photo: Photo, name: str) -> Photo:
    return Photo(name, photo.pixels)
