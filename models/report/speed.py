"""How long a look takes, stage by stage (the paper's table 4), and what the app needs to start and to stay."""

from __future__ import annotations

import math
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from gradio_client import Client, handle_file
from tqdm import tqdm

from pipeline.look import Look
from pipeline.photo import Photo, open_photo

WARM_UP = 3
FIVE = 5
START_SECONDS = 120


@dataclass(frozen=True)
class Speed:
    """Timings over photos.

    Attributes:
        median_ms: stage -> median milliseconds; "total" is the whole pipeline.
        slow_ms: the total that 95 % of the photos stay below.
        articles: median number of articles a photo.
        photos: how many were timed.
        five_ms: median of the embedding stage, crops and all, on photos of five articles; NaN if there was none.
    """

    median_ms: dict[str, float]
    slow_ms: float
    articles: float
    photos: int
    five_ms: float

    def __str__(self) -> str:
        stages = ", ".join(f"{name} {value:.0f}" for name, value in self.median_ms.items())
        about = f"p50 in ms of {self.photos} photos, {self.articles:g} articles each"
        return f"{about}: {stages}; p95 {self.slow_ms:.0f}; embedding of 5 articles {self.five_ms:.0f}"


def time_looks(images: Sequence[Path], find: Callable[[Photo], Look]) -> Speed:
    """Time the pipeline on photos that are already decoded; the first few only warm it up."""
    photos = [open_photo(image) for image in images]
    for photo in photos[:WARM_UP]:
        find(photo)
    looks = [find(photo) for photo in tqdm(photos, desc="speed", unit="photo", mininterval=10)]
    names = looks[0].timings_ms
    median = {name: statistics.median(look.timings_ms[name] for look in looks) for name in names}
    totals = sorted(look.timings_ms["total"] for look in looks)
    articles = statistics.median(len(look.articles) for look in looks)
    five = [look.timings_ms["embedding"] for look in looks if len(look.articles) == FIVE]
    five_ms = statistics.median(five) if five else math.nan
    return Speed(median, totals[int(0.95 * (len(totals) - 1))], articles, len(looks), five_ms)


@dataclass(frozen=True)
class Footprint:
    """What the running app needs.

    Attributes:
        first_page_s: seconds from the start of the process to the first whole page, with the demo shop in its state.
        resident_bytes: memory after some looks.
    """

    first_page_s: float
    resident_bytes: int

    def __str__(self) -> str:
        return f"first page after {self.first_page_s:.1f} s, {self.resident_bytes / 1e6:.0f} MB resident"


def weigh_app(root: Path, state: Path, images: Sequence[Path]) -> Footprint:
    """Start the app, ask it for some looks through its API, and read its memory.

    Args:
        root: the project's folder.
        state: a state folder that has a catalogue.
        images: photos to ask for.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BTL_PORT": str(port), "BTL_STATE": str(state)}
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "app.py"], cwd=root, env=environment)
    try:
        url = f"http://127.0.0.1:{port}/"
        _wait_for(url, process)
        first_page = time.perf_counter() - start
        client = Client(url, verbose=False)
        for image in images:
            client.predict(handle_file(image), api_name="/look")
        return Footprint(first_page, int(psutil.Process(process.pid).memory_info().rss))
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with status {process.returncode}; its own lines above say why")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own address)
                answer.read()
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"no page at {url} after {START_SECONDS} s")
