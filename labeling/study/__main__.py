"""`python -m labeling.study run|report`: which photos to label next, measured with simulated taggers."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from labeling.commands.console import friendly
from labeling.study.plan import COMPARED, Plan
from labeling.study.records import Records

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Out = Annotated[Path, typer.Option(help="Folder of the study; what is finished in it is not done again.")]


@app.command()
def run(
    street: Annotated[Path, typer.Option(help="Folder of Clothing Co-Parsing.")],
    out: Out,
    strategy: Annotated[list[str] | None, typer.Option(help="To compare; the four of the report by default.")] = None,
    seed: Annotated[list[int] | None, typer.Option(help="0 and 1 by default.")] = None,
    start: Annotated[int, typer.Option(help="Photos labelled in the beginning.")] = Plan.start,
    batch: Annotated[int, typer.Option(help="Photos labelled in each round.")] = Plan.batch,
    rounds: Annotated[int, typer.Option(help="Batches.")] = Plan.rounds,
    steps: Annotated[int, typer.Option(help="Optimiser steps of each training.")] = 600,
) -> None:
    """Do all rounds that are not finished; stopped at any time, the same command goes on."""
    import torch

    from labeling.study.features import FeatureRecipe
    from labeling.study.learner import StreetLearner
    from labeling.study.rounds import Study
    from labeling.study.train import LearningRecipe

    with friendly():
        plan, recipe, seen = Plan(start, batch, rounds), LearningRecipe(steps=steps), FeatureRecipe()
        torch.set_num_threads(1)  # with more, sums come in another order, and a seed no longer decides all
        records = Records(out / "rounds")
        _same(out / "plan.json", {"plan": asdict(plan), "recipe": asdict(recipe), "features": asdict(seen)})
        learner = StreetLearner.open(street, out / "features", seen, recipe)
        Study(learner, records, plan, typer.echo).run(strategy or COMPARED, seed or (0, 1))


@app.command()
def report(
    out: Out,
    at: Annotated[int, typer.Option(help="Labels at which broad categories are compared.")] = 350,
    picture: Annotated[
        Path | None, typer.Option(help="PNG of the curves; curves.png in the folder by default.")
    ] = None,
) -> None:
    """Print tables of what is finished so far, and draw the learning curves."""
    from labeling.study.curves import draw_curves
    from labeling.study.report import Curves, report

    with friendly():
        curves = Curves.of(Records(out / "rounds").all())
        typer.echo(report(curves, at))
        file = picture or out / "curves.png"
        draw_curves(curves, file)
        typer.echo(f"\ncurves: {file}")


def _same(note: Path, settings: dict[str, object]) -> None:
    """Refuse a folder that was begun with other settings."""
    content = json.dumps(settings, indent=2)
    if note.is_file() and note.read_text("utf-8") != content:
        raise ValueError(f"{note.parent} was begun with other settings (plan.json): give another --out, or the same")
    part = note.with_suffix(".part")
    part.write_text(content, "utf-8")
    os.replace(part, note)


if __name__ == "__main__":
    app()
