"""The heaviest photos that are accepted, two at once: the server must stay far below two gigabytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.photo import MAX_SIDE

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "40 MB of JPEG": "noise((5200, 7600, 3)).save(file, 'JPEG', quality=93)",
    "progressive JPEG of 108 megapixels": (
        "Image.new('RGB', (12000, 9000), 'red').save(file, 'JPEG', progressive=True, subsampling=0)"
    ),
    "CMYK JPEG of 100 megapixels": "Image.new('CMYK', (10000, 10000)).save(file, 'JPEG', progressive=True)",
    "PNG of 60 megapixels with alpha": "Image.new('RGBA', (7740, 7740), (1, 2, 3, 9)).save(file, 'PNG')",
    "palette of 60 megapixels with alpha": "Image.new('P', (7740, 7740)).save(file, 'PNG', transparency=0)",
    "16-bit grey of 60 megapixels": "Image.new('I;16', (7740, 7740)).save(file, 'PNG')",
    "WebP of 60 megapixels": "Image.new('RGBA', (7740, 7740), (1, 2, 3, 9)).save(file, 'WEBP', method=0)",
}
MAKE = """
import sys, numpy as np
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
def noise(shape): return Image.fromarray(np.random.default_rng(0).integers(90, 160, shape, np.uint8))
file = sys.argv[1]
"""
OPEN = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from pipeline.photo import open_photo
def peak():
    # Not ru_maxrss: that one starts with the size of the test process it was forked from.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
with ThreadPoolExecutor(2) as people:
    photo, _ = people.map(open_photo, [Path(sys.argv[1])] * 2)
print(photo.width, photo.height, peak())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("make", HEAVY.values(), ids=HEAVY.keys())
def test_two_of_the_largest_photos_at_once_stay_far_below_two_gigabytes(make: str, tmp_path: Path) -> None:
    """The worst alone takes 0.85 GB."""
    file = tmp_path / "large"
    subprocess.run([sys.executable, "-c", MAKE + make, str(file)], check=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", OPEN, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    width, height, kilobytes = map(int, done.stdout.split())
    assert max(width, height) == MAX_SIDE
    assert kilobytes < 1_300_000
