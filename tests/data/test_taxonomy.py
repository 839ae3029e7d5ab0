import pytest

from data.taxonomy import (
    BROAD_CATEGORIES,
    BROAD_LABELS,
    FINE_BY_NAME,
    FINE_TYPES,
    VIEWS,
    Broad,
    broad_of,
    fine_types,
)

# Buy Me That Look, Table 1, typed here once more so that a slip in the product's table is seen.
PAPER = {
    "topwear": ["women tops", "shirts", "t-shirts"],
    "outerwear": ["sweaters", "sweatshirts", "jackets", "blazers", "shrugs", "nehru jackets"],
    "bottomwear": ["jeans", "trousers", "shorts", "track pants", "palazzos", "capris"],
    "skirts": ["skirts"],
    "dresses": ["dresses"],
    "footwear": ["sports shoes", "casual shoes"],
    "bags": ["hand bags"],
}


def test_it_is_the_papers_table() -> None:
    assert {broad.value: [fine.name for fine in fine_types(broad)] for broad in Broad} == PAPER


def test_the_order_is_the_one_the_networks_were_trained_with() -> None:
    """Weights and stored embeddings speak of class numbers: append, never reorder."""
    assert [fine.name for fine in FINE_TYPES] == [name for names in PAPER.values() for name in names]
    assert [broad.value for broad in BROAD_CATEGORIES] == list(PAPER)


def test_the_views_stand_in_the_order_of_the_view_network() -> None:
    assert [view.value for view in VIEWS] == ["front", "back", "left", "right", "detail"]


def test_names_are_unique_identifiers() -> None:
    assert len(FINE_BY_NAME) == len(FINE_TYPES) == 20
    assert all(name == name.lower().strip() for name in FINE_BY_NAME)


def test_everything_has_a_label_for_shoppers() -> None:
    assert set(BROAD_LABELS) == set(Broad)
    labels = [*BROAD_LABELS.values(), *(fine.label for fine in FINE_TYPES)]
    assert all(label and label[0].isupper() for label in labels)
    assert len({fine.label for fine in FINE_TYPES}) == len(FINE_TYPES)


@pytest.mark.parametrize("fine", FINE_TYPES, ids=lambda fine: fine.name)
def test_a_fine_type_belongs_to_one_broad_category(fine: object) -> None:
    assert [broad for broad in Broad if fine in fine_types(broad)] == [getattr(fine, "broad", None)]
    assert broad_of(getattr(fine, "name", "")) is getattr(fine, "broad", None)


@pytest.mark.parametrize("name", ["Jeans", "spacesuits", "", "bottomwear"])
def test_unknown_names_are_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ValueError, match=r"unknown fine type.*hand bags"):
        broad_of(name)
