import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from pipeline.look import Mask
from pipeline.run_lengths import read_grid

shapes = st.tuples(st.integers(1, 40), st.integers(1, 40))
masks = shapes.flatmap(lambda shape: arrays(np.bool_, shape))


@settings(max_examples=100, deadline=None)
@given(masks, st.integers(0, 12), st.integers(1, 9))
@example(np.ones((3, 5), dtype=np.bool_), 0, 1)
@example(np.zeros((3, 5), dtype=np.bool_), 1, 2)
@example(np.eye(30, dtype=np.bool_), 0, 1)
def test_the_grid_is_that_of_the_unpacked_mask(pixels: NDArray[np.bool_], first: int, step: int) -> None:
    np.testing.assert_array_equal(read_grid(Mask.encode(pixels), first, step), pixels[first::step, first::step])


@pytest.mark.parametrize("height", [700, 701])
def test_runs_of_all_lengths_in_a_large_photo(height: int) -> None:
    """Long runs take several letters, and differences to earlier ones are negative half the time."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(0, 2 ** rng.integers(1, 18, 400))
    flat = np.repeat(np.arange(400) % 2 == 1, lengths)
    width = len(flat) // height
    pixels = flat[: width * height].reshape(width, height).T
    assert 0.2 < pixels.mean() < 0.8
    for first, step in ((0, 1), (4, 8), (2, 5)):
        np.testing.assert_array_equal(read_grid(Mask.encode(pixels), first, step), pixels[first::step, first::step])
