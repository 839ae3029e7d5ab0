"""The runs that the papers' tables ask for; a folder of runs may hold any others besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLAN: Mapping[str, Mapping[str, Any]] = {
    "buy-me-that-look": {"loss": "weighted"},
    "triplet": {"loss": "triplet", "margin": 0.5},
    "multitask": {"loss": "multitask", "margin": 0.5},
    "agml-sw": {"loss": "agml", "guide": "weight"},
    "agml-sm": {"loss": "agml", "guide": "margin"},
}
"""Name of the folder -> settings of `models.similarity.train.Recipe` that are not its defaults.

Plain triplets have AGML's margin: what the table compares is the guiding, not the margin.
"""

ABLATIONS: Mapping[str, Mapping[str, Any]] = {
    "backbone-lite0": {"trunk": "lite0"},
    "backbone-lite2": {"trunk": "lite2"},
    "dimension-64": {"dimension": 64},
    "dimension-128": {"dimension": 128},
    "dimension-512": {"dimension": 512},
    "margin-0.1": {"margin": 0.1},
    "margin-0.4": {"margin": 0.4},
}
"""*Buy Me That Look*, figure 7: what each changes of the first run of the plan."""
