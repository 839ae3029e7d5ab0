"""The attribute table, and what words become in it."""

from itertools import chain

import numpy as np
import pytest

from data.boutique.products import products
from data.taxonomy import Broad
from models.similarity.attributes import ATTRIBUTES, GROUPS, describe, targets

CARRIED = {"shoulder strap", "hand strap"}
FABRICS_NOT_SEEN = {
    "cotton", "jersey", "wool", "nylon", "poplin", "fleece", "canvas", "linen", "corduroy",
}  # fmt: skip
GROUP_OF = {group.name: group for group in GROUPS}


def said(broad: Broad, **words: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Present and unknown values by group."""
    present, known = (row[0] for row in targets([(broad, words)]))
    has: dict[str, set[str]] = {}
    open_: dict[str, set[str]] = {}
    for number, (group, value) in enumerate(ATTRIBUTES):
        if present[number]:
            has.setdefault(group, set()).add(value)
        if not known[number]:
            open_.setdefault(group, set()).add(value)
    return has, open_


def test_a_known_value_makes_the_others_of_its_group_absent() -> None:
    has, unknown = said(Broad.TOPWEAR, colour="sky blue", sleeve="half")
    assert has == {"colour": {"blue"}, "sleeve": {"short sleeve"}}
    assert unknown.keys() == {"pattern", "fabric", "neckline", "length", "fit", "occasion"}
    assert unknown["fit"] == set(GROUP_OF["fit"].words)


def test_goods_have_nothing_of_groups_that_make_no_sense_for_them() -> None:
    has, unknown = said(Broad.BAGS, neckline="v-neck")
    assert has == {}
    assert unknown.keys() == {"colour", "pattern", "fabric", "occasion"}


def test_alternatives_stay_open() -> None:
    has, unknown = said(Broad.BAGS, colour="blue|navy")
    assert "colour" not in has
    assert unknown["colour"] == {"blue", "navy"}
    assert said(Broad.BAGS, colour="grey|charcoal")[0] == {"colour": {"grey"}}


def test_a_word_without_a_value_is_none_of_them() -> None:
    has, unknown = said(Broad.SKIRTS, fabric="jersey")
    assert "fabric" not in has and "fabric" not in unknown


def test_no_products_give_no_rows() -> None:
    assert targets([]).present.shape == targets([]).known.shape == (0, len(ATTRIBUTES))


def test_every_word_of_the_boutique_is_understood() -> None:
    for group in GROUPS:
        words = set(chain.from_iterable(group.words.values()))
        assert sum(map(len, group.words.values())) == len(words), "a word means two values"
        for product in products():
            said_of = {
                "colour": product.colour, "pattern": product.fabric.pattern, "fabric": product.fabric.weave,
                "occasion": product.made.occasion, **vars(product.traits),
            }[group.name]  # fmt: skip
            unseen = {"", *CARRIED, *FABRICS_NOT_SEEN}
            assert said_of in words or said_of in unseen, f"{group.name}: {said_of}"


def test_describe_names_the_best_of_each_group() -> None:
    probabilities = np.zeros(len(ATTRIBUTES), np.float32)
    for attribute, value in {("colour", "navy"): 0.9, ("colour", "blue"): 0.6, ("sleeve", "long sleeve"): 0.55,
                             ("pattern", "striped"): 0.4}.items():  # fmt: skip
        probabilities[ATTRIBUTES.index(attribute)] = value
    assert describe(probabilities, Broad.TOPWEAR) == {"colour": "navy", "sleeve": "long sleeve"}
    assert describe(probabilities, Broad.BAGS) == {"colour": "navy"}
    assert describe(probabilities, Broad.BAGS, least=0.3) == {"colour": "navy", "pattern": "striped"}
    assert describe(probabilities, Broad.BAGS, least=0.95) == {}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group.name))
def test_targets_and_describe_agree(group: object) -> None:
    for number, (name, value) in enumerate(ATTRIBUTES):
        broad = next(iter(GROUP_OF[name].broads))
        present = targets([(broad, {name: GROUP_OF[name].words[value][0]})]).present[0]
        assert present.sum() == 1 and present[number] == 1
        assert describe(present, broad) == {name: value}
