"""Tiers on matches: what curves say, what the shop knows better, and curves of other weights."""

import json
from pathlib import Path

import pytest

from models.zoo import WEIGHTS, Model, load_model
from pipeline.look import Match
from pipeline.tiers import Badges, Curve, Tier, badged, beside_itself, read_badges, write_badges


def line(middle: float) -> Curve:
    return Curve((middle - 0.05, middle + 0.05), (0.0, 1.0))


BADGES = Badges("m@1", {"EXACT": line(0.9), "MODEL": line(0.7), "STYLE": line(0.5)}, sure_of_exact=0.8)


def match(similarity: float, model: str | None = None, product: str = "p") -> Match:
    return Match(product_id=product, similarity=similarity, image="p.webp", model=model)


def tiers(*matches: Match) -> list[str | None]:
    return [each.tier for each in badged(matches, BADGES)]


def test_exact_is_said_later_than_the_rest() -> None:
    assert BADGES(0.94) is Tier.EXACT
    assert BADGES(0.90) is Tier.STYLE, "the product to 50 %: neither a promise, nor likely another colour"
    assert BADGES(0.85) is Tier.MODEL


def test_matches_say_their_tiers() -> None:
    found = tiers(match(0.99), match(0.8), match(0.6), match(0.48), match(0.1))
    assert found == ["exact", "model", "style", "inspired", "far"]
    assert [each.tier for each in badged([match(0.99)], None)] == [None]


def test_only_one_colour_of_a_model_is_the_exact_one() -> None:
    assert tiers(match(0.99, "a"), match(0.97, "a"), match(0.2, "a"), match(0.96, "b")) == [
        "exact", "model", "model", "exact",
    ]  # fmt: skip


def test_beside_itself_a_product_has_colours_but_no_double() -> None:
    found = beside_itself(badged([match(0.99, "a"), match(0.97), match(0.3, "own")], BADGES), "own")
    assert [each.tier for each in found] == ["style", "style", "model"]
    assert [each.tier for each in beside_itself([match(0.99, "own")], "own")] == [None]


def test_tier_is_in_the_json_only_where_there_is_one() -> None:
    assert set(match(0.5).model_dump()) == {"product_id", "similarity", "image"}
    (with_tier,) = badged([match(0.6, "a")], BADGES)
    assert with_tier.model_dump()["tier"] == "style"
    assert Match.model_validate(json.loads(with_tier.model_dump_json())) == with_tier


def test_curves_come_back_from_their_file_for_their_version_only(tmp_path: Path) -> None:
    card = load_model("embedding").card.model_copy(update={"name": "m", "version": "1"})
    model = Model(tmp_path / "m.onnx", card)
    assert read_badges(model) is None
    (tmp_path / "m.tiers.json").write_bytes(write_badges(BADGES))
    assert read_badges(model) == BADGES
    other = Model(model.path, card.model_copy(update={"version": "2"}))
    assert read_badges(other) is None
    (tmp_path / "m.tiers.json").write_text("half")
    assert read_badges(model) is None


@pytest.mark.skipif(not (WEIGHTS / "embedding.tiers.json").is_file(), reason="no curves ship")
def test_shipped_curves_are_those_of_the_shipped_weights_and_never_fall() -> None:
    badges = read_badges(load_model("embedding"))
    assert badges is not None
    for curve in badges.curves.values():
        assert list(curve.similarities) == sorted(curve.similarities)
        assert list(curve.probabilities) == sorted(curve.probabilities)
    order = [None, Tier.INSPIRED, Tier.STYLE, Tier.EXACT]
    said = [badges(cosine / 100) for cosine in range(101)]
    assert {Tier.EXACT, Tier.STYLE, Tier.INSPIRED, None} <= set(said)
    places = [order.index(each) for each in said if each in order]
    assert places == sorted(places), "the more alike, the better the badge"
