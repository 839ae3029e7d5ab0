from __future__ import annotations

from collections import Counter

from data.street.rules import CASUAL_SHOE_LABELS, FINE_OF_LABEL, SHOE_LABELS, split_of
from data.taxonomy import FINE_BY_NAME


def test_every_label_leads_into_the_taxonomy() -> None:
    assert set(FINE_OF_LABEL.values()) <= FINE_BY_NAME.keys()
    assert not SHOE_LABELS & FINE_OF_LABEL.keys()
    assert "sneakers" in SHOE_LABELS - CASUAL_SHOE_LABELS


def test_the_split_is_the_same_for_ever() -> None:
    # These six stood in the split on the day the first weights were trained; a change would leak validation photos.
    named = {name: split_of(name) for name in ("0001", "0002", "0003", "0010", "1005", "2098")}
    assert named == {
        "0001": "train", "0002": "validation", "0003": "train", "0010": "train", "1005": "train", "2098": "train",
    }  # fmt: skip


def test_a_fifth_is_kept_for_validation() -> None:
    counts = Counter(split_of(f"{number:04d}") for number in range(1, 10_001))
    assert 0.18 < counts["validation"] / 10_000 < 0.22
