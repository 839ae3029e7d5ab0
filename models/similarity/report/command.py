"""`python -m models.similarity report`: train or take, measure, print every table of the papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.similarity.baselines import FROZEN
from models.similarity.items import Item, Split
from models.similarity.measure.method import Method, Repeated
from models.similarity.measure.questions import Data, Questions, harder
from models.similarity.measure.results import Result, measure_missing, read_result
from models.similarity.recipe import Recipe
from models.similarity.report.plan import PLAN
from models.similarity.report.tables import REACHED, TABLE_1, TABLE_3, ablations, by_method, gains, seeds, sources

if TYPE_CHECKING:
    from models.similarity.measure.learned import Sources

WIDTH = 230
"""Characters of the widest table: no interval is cut off."""
SHOWN = ("buy-me-that-look", "agml-sw", "served, with colours 0.5", FROZEN, "SIFT")
"""Methods of which good and bad answers are drawn, where they were measured."""
RERANKED = ("agml-sw", "agml-sm", "brand-agml-sw", "brand-agml-sm", FROZEN, "Shipped embedding")
"""As in *Tiered Deep Similarity Search*, Table 1; what was not learned, to tell the logos' part; and what serves."""
TRIPLET = "triplet"
COLOUR_WEIGHTS = (0.125, 0.25, 0.5, 1.0, 2.0)
"""Of the colours beside learned vectors, to choose from on validation products."""
OTHERS = 1000
"""Single garments of the clothing-dataset, and articles of street photos, that are enough."""


def report(
    out: Annotated[Path, typer.Option(help="folder for features, results, pictures and report.txt")],
    boutique: Annotated[Path | None, typer.Option(help="folder of the boutique")] = None,
    luma: Annotated[Path | None, typer.Option(help="folder of Luma: images/")] = None,
    runs: Annotated[Path | None, typer.Option(help="folder of trained runs: <name>/fold-<n>/")] = None,
    train: Annotated[bool, typer.Option(help="first train the planned runs that --runs lacks")] = False,
    ablate: Annotated[bool, typer.Option(help="with --train: also the runs of figure 7")] = False,
    clothing: Annotated[
        Path | None, typer.Option(help="folder of the clothing-dataset: to learn from, and as goods of a larger shop")
    ] = None,
    street: Annotated[Path | None, typer.Option(help="for --train: folder of Clothing Co-Parsing")] = None,
    limit: Annotated[int, typer.Option(help="pictures of these two each")] = OTHERS,
    split: Annotated[
        Split, typer.Option(help="whose products are asked for; settings are chosen on validation")
    ] = "test",
    without: Annotated[list[str] | None, typer.Option(help="baselines to leave out, such as SIFT (it is slow)")] = None,
) -> None:
    """Measure baselines and trained runs on held-out products, print the tables, draw good and bad answers."""
    if train:
        from models.similarity.report.train import train_missing

        if runs is None:
            raise typer.BadParameter("--train wants --runs, the folder to train into")
        folders = {"boutique": boutique, "luma": luma, "clothing": clothing, "street": street}
        train_missing(folders, runs, out, ablate, limit)
    asked = asked_of(boutique, luma, out, split)
    if "boutique-street" in asked:
        asked |= harder(asked["boutique-street"][0], other_goods(luma, clothing, limit))
    weights = COLOUR_WEIGHTS if split == "validation" else None
    chosen = [each for each in methods_of(out, runs, boutique, weights) if each.name not in (without or [])]
    name = "" if split == "test" else f"-{split}"
    paths = list(measure_missing(chosen, asked.values(), out / f"results{name}"))
    show(paths, out / f"report{name}.txt")
    for path in _pictures(paths, asked, out) if split == "test" else ():
        typer.echo(f"  {path}")


def asked_of(
    boutique: Path | None, luma: Path | None, out: Path, split: Split = "test", end_to_end: bool = True
) -> dict[Data, list[Questions]]:
    """All questions about the products of a split, those of the boutique also end to end."""
    from models.similarity.measure.found import FOUND, Detector
    from models.similarity.measure.found import end_to_end as with_found
    from models.similarity.measure.questions import all_questions
    from models.similarity.sources import read_items
    from settings import Settings

    try:
        asked = all_questions(boutique, luma, split=split)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    shown = [data for data in FOUND if data in asked]
    if not (shown and end_to_end):
        return asked
    items = read_items(boutique=boutique)
    find = Detector(out / "found", Settings().shown_threshold)
    found = [[with_found(fold, items, find, find.label) for fold in asked[data]] for data in shown]
    return asked | {folds[0].data: folds for folds in found}


def other_goods(luma: Path | None, clothing: Path | None, limit: int) -> list[Item]:
    """Goods of other shops: Luma's fronts, and single garments of the clothing-dataset."""
    from models.similarity.runs import thinned
    from models.similarity.sources import read_items

    items = thinned(read_items(luma=luma, clothing=clothing), limit)
    return [item for item in items if item.view == "front" or item.source == "clothing"]


def methods_of(
    out: Path, runs: Path | None, boutique: Path | None = None, weights: Sequence[float] | None = None
) -> list[Method]:
    """All baselines and all finished runs; with a boutique, some of them also re-ranked by its logos.

    Args:
        out: folder of crops and features.
        runs: folder of the runs.
        boutique: its folder.
        weights: of the colours beside the planned runs' vectors; that of the shipped embedding by default.
    """
    from models.similarity.baselines.choice import baselines

    methods = baselines(out)
    if runs is not None:
        from models.similarity.measure.learned import learned_methods

        methods += learned_methods(runs, sources_of(out, weights), PLAN)
    if boutique is not None:
        from models.similarity.measure.brands import BrandFirst, told_brands
        from models.similarity.measure.logos_read import BrandRead, LogosRead

        brand_of, logos = told_brands(boutique), LogosRead.shipped()
        bases = [each for each in methods if each.name in RERANKED]
        methods += [_reranked(each, lambda one: BrandFirst(one, brand_of)) for each in bases]
        methods += [_reranked(each, lambda one: BrandRead(one, logos)) for each in bases]
    return methods


def _reranked(method: Method, by: Callable[[Method], Method]) -> Method:
    members = tuple(by(each) for each in method.repeats())
    return Repeated(members[0].name, members[0].settings, members)


def sources_of(out: Path, weights: Sequence[float] | None) -> Sources:
    """What runs see of the pictures, kept below `out`; see `methods_of`."""
    from models.similarity.measure.learned import Sources
    from models.similarity.measure.served import served_colours
    from models.similarity.runs import crops_below, pooled_of
    from models.zoo import load_model
    from pipeline.embedding import EMBEDDING, read_colours

    cut, model = crops_below(out), load_model(EMBEDDING)
    colours = served_colours(model, read_colours(model), cut, out / "features")
    served = (float(model.card.settings.get("colour_weight", 0.0)),)
    pooled = cache(lambda trunk: pooled_of(out, Recipe(trunk=trunk), cut))
    return Sources(lambda recipe: pooled(recipe.trunk), colours, tuple(weights or served) if colours else ())


def show(paths: Sequence[Path], text: Path) -> None:
    """Print all tables of some results' files, name the files, and write the same to a text file.

    Raises:
        ResultError: a file is missing or damaged.
    """
    console = Console(width=WIDTH, record=True)
    for table in tables([read_result(path) for path in paths]):
        console.print(table)
    console.print(sources(paths), highlight=False, soft_wrap=True)
    text.parent.mkdir(parents=True, exist_ok=True)
    text.write_text(console.export_text(), "utf-8")


def tables(results: Sequence[Result]) -> list[Table]:
    """All tables: what is to be reached, Table 3, Table 1, figure 7; of each kind of question."""
    made = []
    for data in dict.fromkeys(result.data for result in results):
        own = [result for result in results if result.data == data]
        made.append(by_method("Buy Me That Look, Table 3", own, TABLE_3))
        made.append(by_method("Tiered Deep Similarity Search, Table 1", own, TABLE_1))
        made.append(by_method("To be reached", own, REACHED))
        made += [gains(own, each, REACHED) for each in own if each.method == FROZEN]
        made += [gains(own, each, TABLE_1) for each in own if each.method == TRIPLET]
        made += seeds(own, TABLE_1)
        made += ablations(own)
    return made


def _pictures(paths: Sequence[Path], asked: dict[Data, list[Questions]], out: Path) -> list[Path]:
    from models.similarity.cache import CropCache
    from models.similarity.report.pictures import write_pictures

    cut, drawn = CropCache(out / "crops"), []
    for result in map(read_result, paths):
        if result.method in SHOWN:
            (folds,) = (folds for folds in asked.values() if folds[0].data == result.data)
            drawn += write_pictures(result, folds, cut, out / "pictures")
    return drawn
