from __future__ import annotations

import copy
from collections import OrderedDict

import pytest
import torch
from torch import Tensor, nn

from models.device import run_in_bfloat16


class Maps(nn.Module):
    """A convolution whose output comes in the shapes that networks use: a dictionary, a list, a tuple."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(4, 8, 3, padding=1)

    def forward(self, x: Tensor) -> OrderedDict[str, object]:
        y = self.convolution(x)
        return OrderedDict(first=y, more=[y * 2, (y.argmax(1), 3)])


@pytest.fixture
def pair() -> tuple[Maps, Maps]:
    """A network in single precision, and a copy of it in bfloat16."""
    torch.manual_seed(0)
    single = Maps()
    lowered = copy.deepcopy(single)
    run_in_bfloat16(lowered, "cpu")
    return single, lowered


def test_computes_in_bfloat16_and_answers_in_single_precision(pair: tuple[Maps, Maps]) -> None:
    single, lowered = pair
    dtypes: list[torch.dtype] = []
    lowered.convolution.register_forward_hook(lambda _m, _i, output: dtypes.append(output.dtype))
    x = torch.randn(2, 4, 9, 9)
    exact, found = single(x), lowered(x)
    assert dtypes == [torch.bfloat16]
    assert list(found) == ["first", "more"]
    assert found["first"].dtype is found["more"][0].dtype is torch.float32
    assert found["more"][1][1] == 3
    error = (found["first"] - exact["first"]).abs().max()
    assert 0 < error < 0.03


def test_gradients_are_those_of_single_precision_but_for_rounding(pair: tuple[Maps, Maps]) -> None:
    x = torch.randn(2, 4, 9, 9)
    for network in pair:
        network(x)["first"].square().mean().backward()
    exact, found = (network.convolution.weight.grad for network in pair)
    assert exact is not None
    assert found is not None
    assert found.dtype is torch.float32
    assert (found - exact).norm() < 0.02 * exact.norm()


def test_the_weights_stay_its_own(pair: tuple[Maps, Maps]) -> None:
    single, lowered = pair
    x = torch.randn(1, 4, 5, 5)
    assert lowered.state_dict().keys() == single.state_dict().keys()
    with torch.no_grad():
        lowered.convolution.weight.zero_()
        lowered.convolution.bias.fill_(2.0)  # type: ignore[union-attr]
    assert torch.equal(lowered(x)["first"], torch.full((1, 8, 5, 5), 2.0))
    assert not torch.equal(single(x)["first"], lowered(x)["first"])
