"""Street photos of test products against the whole shop, end to end: P@k and R@k, and where the misses come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median

from data.boutique.shop_records import Shop
from data.taxonomy import BROAD_CATEGORIES
from models.intervals import interval
from models.report.boutique.queries import NOT_DETECTED, WRONG_CATEGORY, Query, on_sale
from models.report.boutique.ranking import AT, precision_at, recall_at
from models.report.boutique.tables import Row, Table, share

TIERS: dict[str, int] = {
    "the very product": 4,
    "its model, any colour": 3,
    "its brand and kind": 2,
    "its kind": 1,
}
"""What counts as relevant -> the least `Shop.tier`."""
RANKED_LOW = f"ranked below {max(AT)}"
FOUND = f"among the first {max(AT)}"


def retrieval(shop: Shop, queries: Sequence[Query]) -> list[Table]:
    """All tables.

    A missed article counts with zero at every k. Every colour of a model is an answer of its own.

    Args:
        shop: the boutique.
        queries: what was asked and answered.
    """
    goods = [product for product in shop.goods if on_sale(shop, product)]
    if not queries:
        return []
    relevant = {
        (query.product, tier): frozenset(each for each in goods if shop.tier(query.product, each) >= least)
        for query in queries
        for tier, least in TIERS.items()
    }
    tables = []
    for tier in TIERS:
        rows = {}
        for name, chosen in groups(queries):
            rows[name] = _row(chosen, lambda query, tier=tier: relevant[query.product, tier])  # type: ignore[misc]
        tables.append(Table(f"Retrieval on test looks, relevant: {tier}", rows))
    return [*tables, misses(queries), confusions(queries)]


def groups(queries: Sequence[Query]) -> Iterable[tuple[str, list[Query]]]:
    """All queries, then those of each category that has any."""
    yield "all", list(queries)
    for broad in BROAD_CATEGORIES:
        chosen = [query for query in queries if query.broad is broad]
        if chosen:
            yield broad.value, chosen


def _row(queries: Sequence[Query], relevant: Callable[[Query], frozenset[str]]) -> Row:
    row: dict[str, float] = {}
    for k in AT:
        row[f"P@{k}"] = fmean(precision_at(query.answers, relevant(query), k) for query in queries)
        row[f"R@{k}"] = fmean(recall_at(query.answers, relevant(query), k) for query in queries)
    for k in (AT[0], AT[-1]):
        found = [recall_at(query.answers, relevant(query), k) for query in queries]
        _, row[f"R@{k} from"], row[f"R@{k} to"], *_ = interval(found, [query.product for query in queries])
    row["relevant"] = fmean(len(relevant(query)) for query in queries)
    return {**row, "queries": len(queries), "products": len({query.product for query in queries})}


def misses(queries: Sequence[Query]) -> Table:
    """Where the very product was lost, as shares of the queries; the median rank is that of the articles searched."""
    rows = {}
    for name, chosen in groups(queries):
        ends = Counter(outcome(query) for query in chosen)
        ranks = [rank(query) for query in chosen if query.product in query.answers]
        rows[name] = {
            **{end: ends[end] / len(chosen) for end in (FOUND, NOT_DETECTED, WRONG_CATEGORY, RANKED_LOW)},
            **({"median rank": float(median(ranks))} if ranks else {}),
            "queries": len(chosen),
        }
    return Table("Where test products are lost in looks", rows)


def outcome(query: Query) -> str:
    """What became of a query."""
    if query.lost is not None:
        return query.lost
    return FOUND if query.product in query.answers[: max(AT)] else RANKED_LOW


def rank(query: Query) -> int:
    """Place of the very product among the answers, 1 is best.

    Raises:
        ValueError: it is not among them.
    """
    return query.answers.index(query.product) + 1


def confusions(queries: Sequence[Query]) -> Table:
    """What the detector took the articles for: rows are true categories, columns shares of what was found."""
    rows = {}
    for broad in BROAD_CATEGORIES:
        found = [query.found for query in queries if query.broad is broad]
        if found:
            told = Counter("nothing" if each is None else each.value for each in found)
            columns = (*(each.value for each in BROAD_CATEGORIES), "nothing")
            rows[broad.value] = {
                column: value for column in columns for value in share(told[column], len(found), "").values()
            }
    return Table("What test products in looks are taken for", rows)
