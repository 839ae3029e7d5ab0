"""The planned runs are recipes, and each differs from the first one as its name says."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from models.similarity.recipe import Recipe
from models.similarity.report.plan import ABLATIONS, PLAN
from models.similarity.report.train import missing_runs
from models.similarity.runs import FIGURES

NAMES = {"backbone": "trunk"}


def test_every_planned_run_is_a_recipe_of_its_own() -> None:
    recipes = {name: Recipe(**settings) for name, settings in {**PLAN, **ABLATIONS}.items()}
    assert len({str(asdict(recipe)) for recipe in recipes.values()}) == len(recipes)
    first = asdict(recipes["buy-me-that-look"])
    for name in ABLATIONS:
        changed = [key for key, value in asdict(recipes[name]).items() if value != first[key]]
        varied = name.split("-")[0]
        assert changed == [NAMES.get(varied, varied)]


def test_what_is_finished_is_not_trained_again(tmp_path: Path) -> None:
    done = tmp_path / "one" / "fold-1" / "seed-0"
    done.mkdir(parents=True)
    (done / FIGURES).write_text("{}")
    planned = {"one": {"dimension": 8}, "two": {}}
    missing = [(str(out.relative_to(tmp_path)), recipe) for out, recipe in missing_runs(planned, tmp_path, 1, 2)]
    assert missing == [
        ("one/fold-1/seed-1", Recipe(dimension=8, seed=1)),
        ("two/fold-1/seed-0", Recipe(seed=0)),
        ("two/fold-1/seed-1", Recipe(seed=1)),
    ]
