"""`python -m models.similarity calibrate`: badges from validation products, held against test products."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.similarity.measure.questions import Data, Questions
from models.similarity.report.command import asked_of, methods_of
from models.similarity.tiers import TOLD_APART, Badges, Tier
from models.zoo import read_model
from pipeline.embedding import EMBEDDING
from pipeline.tiers import SUFFIX, write_badges

if TYPE_CHECKING:
    from models.similarity.calibrate import Pairs

WORDS = {Tier.EXACT: "exact", Tier.MODEL: "same model or better", Tier.STYLE: "same style or better"}


def calibrate(
    boutique: Annotated[Path, typer.Option(help="folder of the boutique")],
    out: Annotated[Path, typer.Option(help="folder for features and badges.json")],
    method: Annotated[
        str, typer.Option(help="as the report names it; it must not have learned from validation")
    ] = "Shipped embedding",
    runs: Annotated[Path | None, typer.Option(help="folder of trained runs")] = None,
    weights: Annotated[
        Path | None, typer.Option(help="folder of weights to put the curves beside, for serving")
    ] = None,
    true_masks: Annotated[
        bool, typer.Option(help="cut by the truth instead of the detector: sooner, but rosier")
    ] = False,
) -> None:
    """Fit how similarities become badges on validation products, write badges.json, print reliability on test ones."""
    from models.similarity.calibrate import fit, shown_pairs

    named = {each.name: each for each in methods_of(out, runs)}
    if method not in named:
        raise typer.BadParameter(f"there is no method {method!r}; there are {', '.join(named)}")
    chosen = named[method]
    learnt_from, held_out = (
        shown_pairs(chosen, _folds(asked_of(boutique, None, out, split, not true_masks), true_masks))
        for split in ("validation", "test")
    )  # fmt: skip
    # Weights that learned from validation products are calibrated with the same recipe's network that did not.
    label = str(chosen.settings.get("model", method)) if weights is None else read_model(EMBEDDING, weights).card.label
    badges, kinds = fit(learnt_from, label)
    path = out / "badges.json"
    path.write_bytes(write_badges(badges))
    if weights is not None:
        path = weights / f"{EMBEDDING}{SUFFIX}"
        path.write_bytes(write_badges(badges))
    console = Console()
    for each in TOLD_APART:
        console.print(table(badges, held_out, each, kinds[each.name]))
    console.print(f"The curves are in {path}", highlight=False, soft_wrap=True)


def _folds(asked: dict[Data, list[Questions]], true_masks: bool) -> list[Questions]:
    """Street and page alike, cut out by the truth or by the detector."""
    return [fold for data, folds in asked.items() if data.endswith("-found") != true_masks for fold in folds]


def table(badges: Badges, pairs: Pairs, tier: Tier, kind: str) -> Table:
    """Predicted against observed shares of a tier."""
    from models.similarity.calibrate import brier, calibration_error, reliability

    rows = reliability(badges.curves[tier.name], pairs, tier)
    error, squared = calibration_error(rows), brier(badges.curves[tier.name], pairs, tier)
    title = f"{WORDS[tier]} ({kind}): calibration error {error:.3f}, Brier {squared:.3f}"
    made = Table("predicted", "pairs", "mean predicted", "observed", title=title, title_justify="left")
    for row in rows:
        made.add_row(f"{row.low:.1f} to {row.high:.1f}", str(row.pairs), f"{row.predicted:.3f}", f"{row.observed:.3f}")
    return made
