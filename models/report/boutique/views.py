"""Accuracy and confusion of the views on test pages, a broad category each (*Buy Me That Look*, figure 6)."""

from __future__ import annotations

from collections.abc import Mapping

from data.boutique.shop_records import Shop
from data.taxonomy import VIEWS
from models.report.boutique.tables import Table, share
from models.views.evaluate import Confusion, evaluate, held_out, total
from models.views.examples import boutique_examples
from pipeline.views import ViewClassifier

SOURCE = "boutique"


def confusion(shop: Shop, classifier: ViewClassifier) -> dict[tuple[str, str], Confusion]:
    """Confusion matrices of the test pages by (source, broad category), the whole as category "all"."""
    found = evaluate(classifier, held_out(boutique_examples(shop)))
    return {(SOURCE, "all"): total(found, SOURCE), **dict(sorted(found.items()))}


def view_tables(found: Mapping[tuple[str, str], Confusion]) -> list[Table]:
    """The share of right views a category and true view, then what is taken for what in each category."""
    return [
        Table("Views right, test pages", {category: _recalls(counts) for (_, category), counts in found.items()}),
        Table(
            "Views, what is taken for what on test pages",
            {
                f"{category}: {view.value}": {
                    f"as {other.value}": int(count) for other, count in zip(VIEWS, counts[row], strict=True)
                }
                for (_, category), counts in found.items()
                for row, view in enumerate(VIEWS)
            },
        ),
    ]


def _recalls(counts: Confusion) -> dict[str, float]:
    shots = int(counts.sum())
    row = share(float(counts.trace()), shots, "all views")
    for number, view in enumerate(VIEWS):
        row |= share(float(counts[number, number]), float(counts[number].sum()), view.value)
    return {**row, "shots": shots}
