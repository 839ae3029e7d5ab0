"""The planned runs are recipes, and each differs from the first one as its name says."""

from __future__ import annotations

from dataclasses import asdict

from models.similarity.report.plan import ABLATIONS, PLAN
from models.similarity.train import Recipe


def test_every_planned_run_is_a_recipe_of_its_own() -> None:
    recipes = {name: Recipe(**settings) for name, settings in {**PLAN, **ABLATIONS}.items()}
    assert len({str(asdict(recipe)) for recipe in recipes.values()}) == len(recipes)
    first = asdict(recipes["buy-me-that-look"])
    for name in ABLATIONS:
        changed = [key for key, value in asdict(recipes[name]).items() if value != first[key]]
        assert changed == [name.split("-")[0].replace("backbone", "trunk")]
