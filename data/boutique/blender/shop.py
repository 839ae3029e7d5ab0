"""Renders the boutique's pages and looks: what is missing, through the gate, with its record."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from data.boutique.assets import Assets
from data.boutique.blender.batch import progress
from data.boutique.blender.photograph import SHOP, Picture, photographs
from data.boutique.finish import save_webp
from data.boutique.gate import faults
from data.boutique.pages import RECORDS, read_records
from data.boutique.plan import LookPlan, PagePlan, plan_looks, plan_pages
from data.boutique.products import Product
from data.boutique.records import Record, save_record, seen_products
from data.boutique.shoot import Job, look_job, page_job

ATTEMPTS = 3
"""How often a picture is tried in another pose before it is given up."""


def render_pages(table: Sequence[Product], assets: Assets, shop: Path, named: set[str]) -> None:
    """Product pages as `pages/<page>/<view>.webp`; `named` pages only, if there are any."""
    plans = [plan for plan in plan_pages(table) if not named or plan.id in named]
    _render([(plan.id, _pages(plan)) for plan in plans], assets, shop, "pages")


def render_looks(table: Sequence[Product], assets: Assets, shop: Path, named: set[str]) -> None:
    """Street photos as `looks/<look>.webp`; `named` looks only, if there are any."""
    plans = [plan for plan in plan_looks(table) if not named or plan.id in named]
    _render([(plan.id, _looks(plan)) for plan in plans], assets, shop, "looks")


def _pages(plan: PagePlan) -> Callable[[int], Job]:
    return lambda attempt: page_job(plan, attempt)


def _looks(plan: LookPlan) -> Callable[[int], Job]:
    return lambda attempt: look_job(plan, attempt)


def _render(jobs: Sequence[tuple[str, Callable[[int], Job]]], assets: Assets, shop: Path, what: str) -> None:
    """Renders what has no record yet."""
    done = {record.owner for record in read_records(shop)}
    makers = dict(jobs)
    with tempfile.TemporaryDirectory() as scratch:
        for name in progress([name for name, _ in jobs if name not in done], what):
            _attempted(makers[name], assets, shop, Path(scratch))


def _attempted(maker: Callable[[int], Job], assets: Assets, shop: Path, scratch: Path) -> None:
    """What fails the gate, or can't be cut for a body, is tried again in another pose; the last try is recorded."""
    for attempt in range(ATTEMPTS):
        job = maker(attempt)
        try:
            taken = _taken(job, assets, scratch)
        except ValueError as error:  # geometry: a hem in several pieces, say
            print(f"{job.id}, attempt {attempt + 1}: {error}", flush=True)
            continue
        wrong = [f"{record.file}: {fault}" for record, _ in taken for fault in record.faults]
        if wrong:
            print(f"{job.id}, attempt {attempt + 1}: {'; '.join(wrong)}", flush=True)
        if not wrong or attempt == ATTEMPTS - 1:
            _save(taken, shop)
            return


def _taken(job: Job, assets: Assets, scratch: Path) -> list[tuple[Record, Picture]]:
    frames = [frame for _, _, frame in job.shots]
    pictures = photographs(job.casting, frames, SHOP, assets, scratch)
    return [(_record(job, number, picture), picture) for number, picture in enumerate(pictures)]


def _record(job: Job, number: int, picture: Picture) -> Record:
    file, view, frame = job.shots[number]
    layers, label = picture.layers, picture.label
    wrong = faults(layers.objects, layers.materials, label.keypoints, job.expected(view, frame))
    return Record(
        file, job.kind, job.id, str(view or ""), job.lead.split, job.lead.id,
        [product.id for product in job.casting.outfit], job.casting.scene, label.width, label.height, label.keypoints,
        label.box, seen_products(layers.objects, layers.materials, picture.products), wrong, job.attempt,
    )  # fmt: skip


def _save(taken: list[tuple[Record, Picture]], shop: Path) -> None:
    """Pictures first, records last: a picture without a record is made again. Faulty ones leave only their record."""
    whole = not any(record.faults for record, _ in taken)
    for record, picture in taken:
        if whole:
            save_webp(picture.layers.image(), shop / record.file)
    for record, _ in taken:
        save_record(record, shop / RECORDS)
