from __future__ import annotations

import pytest
import torch

from data.taxonomy import BROAD_CATEGORIES, Broad
from models.detector.dataset import CLASS_OF, Articles, Origin
from models.detector.network import mask_rcnn
from models.detector.origins import DRESS, heed_origins, teaches_boxes
from models.detector.train import losses
from tests.models.detector.test_dataset import an_example

CLASSES = len(CLASS_OF) + 1


def taught(origin: Origin) -> set[int]:
    """Class numbers whose boxes it teaches."""
    row = teaches_boxes(torch.tensor([int(origin)]), CLASSES)[0]
    return {number for number in range(1, CLASSES) if row[number]}


def test_machine_labels_teach_no_boxes_and_rendered_ones_all_but_those_of_dresses() -> None:
    every = set(CLASS_OF.values())
    assert taught(Origin.HAND) == every
    assert taught(Origin.MACHINE) == set()
    assert taught(Origin.RENDERED) == every - {DRESS}


def test_an_example_says_where_it_comes_from() -> None:
    for origin in Origin:
        _, target = Articles([an_example((1, 5), origin)], augment=False)[0]
        assert int(target["origin"]) == origin


@pytest.mark.parametrize("origin", list(Origin))
def test_only_wanted_boxes_get_a_gradient(origin: Origin) -> None:
    torch.manual_seed(0)
    network = mask_rcnn(len(BROAD_CATEGORIES), "lite1", 2, 96, 128).train()
    heed_origins(network)
    item = an_example((CLASS_OF[Broad.DRESSES], CLASS_OF[Broad.BAGS]), origin)
    photos, targets = zip(*[Articles([item], augment=False)[0]], strict=True)
    loss, _ = losses(network, (list(photos), list(targets)))
    loss.backward()  # type: ignore[no-untyped-call]
    moved = network.roi_heads.box_predictor.bbox_pred.weight.grad.reshape(len(CLASS_OF) + 1, -1).abs().sum(1) > 0
    here = {CLASS_OF[Broad.DRESSES], CLASS_OF[Broad.BAGS]}
    assert {n for n, each in enumerate(moved.tolist()) if each} == here & taught(origin)
    assert network.roi_heads.box_predictor.cls_score.weight.grad.abs().sum() > 0


def test_each_photo_of_a_batch_has_its_own_say() -> None:
    torch.manual_seed(0)
    network = mask_rcnn(len(BROAD_CATEGORIES), "lite1", 2, 96, 128).train()
    heed_origins(network)
    items = [an_example((CLASS_OF[Broad.BAGS],), Origin.MACHINE), an_example((CLASS_OF[Broad.SKIRTS],), Origin.HAND)]
    photos, targets = zip(*[Articles([item], augment=False)[0] for item in items], strict=True)
    losses(network, (list(photos), list(targets)))[0].backward()  # type: ignore[no-untyped-call]
    moved = network.roi_heads.box_predictor.bbox_pred.weight.grad.reshape(len(CLASS_OF) + 1, -1).abs().sum(1) > 0
    assert [n for n, each in enumerate(moved.tolist()) if each] == [CLASS_OF[Broad.SKIRTS]]


def test_evaluation_needs_no_targets() -> None:
    network = mask_rcnn(len(BROAD_CATEGORIES), "lite1", 2, 96, 128)
    heed_origins(network)
    with torch.inference_mode():
        assert network.eval()([torch.rand(3, 96, 96)])[0]["boxes"].shape[1] == 4


@pytest.mark.parametrize(("origin", "learns"), [(Origin.HAND, True), (Origin.RENDERED, False)])
def test_what_is_rendered_does_not_teach_what_is_no_dress(origin: Origin, learns: bool) -> None:
    torch.manual_seed(0)
    network = mask_rcnn(len(BROAD_CATEGORIES), "lite1", 2, 96, 128).train()
    heed_origins(network)
    photos, targets = zip(*[Articles([an_example((CLASS_OF[Broad.BAGS],), origin)], augment=False)[0]], strict=True)
    losses(network, (list(photos), list(targets)))[0].backward()  # type: ignore[no-untyped-call]
    assert bool(network.roi_heads.box_predictor.cls_score.weight.grad[DRESS].abs().sum() > 0) is learns
