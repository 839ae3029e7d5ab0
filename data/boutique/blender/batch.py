"""Batches: render what is missing, show progress, and lose nothing when stopped."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from data.boutique.assets import Assets
from data.boutique.blender.photograph import FINE, QUICK, photograph
from data.boutique.blender.product_shot import packshot_record, product_shot
from data.boutique.casting import cast
from data.boutique.finish import RenderError, on_white, save_jpeg, save_webp
from data.boutique.pages import RECORDS
from data.boutique.products import Product
from data.boutique.records import save_record, seen_products
from data.boutique.street import street_looks
from data.boutique.truth import Labelled, coco, write_json


def render_products(
    table: list[Product], assets: Assets, out: Path, named: set[str], samples: int, records: bool = True
) -> None:  # fmt: skip
    """Product shots as `images/<id>.webp`; `named` ids only, if there are any; with the record of each picture."""
    chosen = [product for product in _spread(table) if not named or product.id in named]
    missing = [product for product in chosen if not (out / product.image).is_file()]
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        shot = Path(scratch) / "shot.png"
        for product in progress(missing, "products"):
            try:
                logos = product_shot(product, samples, assets, Path(scratch), shot)
            except ValueError as error:  # a cut that cannot be made must not cost the others their pictures
                failed.append(f"{product.id} ({error})")
                continue
            cut_out = Image.open(shot)
            if records:
                alpha = np.asarray(cut_out.getchannel("A"))
                save_record(packshot_record(product, alpha, logos), out / RECORDS)
            save_webp(on_white(cut_out), out / product.image)
    if failed:
        raise RenderError(f"{len(failed)} products could not be made: {'; '.join(failed)}")


def _spread(table: list[Product]) -> list[Product]:
    """First one model of each cut, then the second of each, so that half a batch is a whole shop already.

    The colours of a model follow each other: its garment is made once.
    """
    models: dict[str, list[str]] = {}
    for product in table:
        found = models.setdefault(product.cut, [])
        if product.model not in found:
            found.append(product.model)
    mixed = random.Random(3).sample(sorted(models), len(models))
    return sorted(table, key=lambda each: (models[each.cut].index(each.model), mixed.index(each.cut), each.id))


def render_street(table: list[Product], assets: Assets, out: Path) -> None:
    """The demo's six photos as `looks/look-<n>.webp` and their truth in `looks.json`."""
    record_file = out / "looks.json"
    records: list[dict[str, Any]] = json.loads(record_file.read_text("utf-8")) if record_file.is_file() else []
    done = {record["photo"] for record in records if (out / record["photo"]).is_file()}
    wanted = {f"looks/look-{number}.webp": look for number, look in enumerate(street_looks(table), 1)}
    with tempfile.TemporaryDirectory() as scratch:
        for name in progress([name for name in wanted if name not in done], "looks"):
            picture = photograph(wanted[name], FINE, assets, Path(scratch))
            save_webp(picture.layers.image(), out / name)
            records = [record for record in records if record["photo"] != name]
            seen = seen_products(picture.layers.objects, picture.layers.materials, picture.products)
            boxes = [{"id": each.product, "box": _corners(each.bbox)} for each in seen]
            records.append({
                "photo": name, "width": picture.label.width, "height": picture.label.height,
                "keypoints": picture.label.keypoints, "person": picture.label.box, "products": boxes,
            })  # fmt: skip
            write_json(sorted(records, key=lambda record: str(record["photo"])), record_file)


def _corners(box: list[float]) -> list[float]:
    return [box[0], box[1], box[0] + box[2], box[1] + box[3]]


def render_people(table: list[Product], assets: Assets, out: Path, count: int) -> None:
    """People as `<number>.jpg` and `people.json` in COCO's format, brought up to date after each picture."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for number in progress([n for n in range(count) if not _label_file(out, n).is_file()], "people"):
            picture = photograph(cast(number, table), QUICK, assets, Path(scratch))
            save_jpeg(picture.layers.image(), out / f"{number:04d}.jpg")
            write_json({**vars(picture.label), "file": f"{number:04d}.jpg"}, _label_file(out, number))
            _collect(out)
    _collect(out)
    (out / "DONE").write_text(f"{len(list(out.glob('labels/*.json')))} pictures\n", encoding="utf-8")


def _label_file(out: Path, number: int) -> Path:
    folder = out / "labels"
    folder.mkdir(exist_ok=True)
    return folder / f"{number:04d}.json"


def _collect(out: Path) -> None:
    """Gathers the single label files into `people.json`."""
    labels = [Labelled(**json.loads(path.read_text("utf-8"))) for path in sorted(out.glob("labels/*.json"))]
    write_json(coco(labels), out / "people.json")


def progress(items: Iterable[Any], what: str) -> Iterator[Any]:
    """Yields the items and prints how far it is and what one took."""
    todo = list(items)
    for number, item in enumerate(todo, 1):
        start, cpu = time.monotonic(), time.process_time()
        yield item
        name = getattr(item, "id", item)
        spent = time.process_time() - cpu
        print(
            f"{what} {number}/{len(todo)}: {name} in {time.monotonic() - start:.0f} s ({spent:.1f} s of CPU)",
            flush=True,
        )
