"""The README's first command in a clean clone (its second one runs this test)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_INSTALLED = 1.3e9
MAX_RESIDENT = 1.5e9
INSTALL_SECONDS = 600
# The product promises ten seconds on an idle machine; a loaded one gets more, so that the test tells of faults only.
FIRST_PAGE_SECONDS = 60

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "buy-that-look"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def demo(clone: Path) -> Iterator[tuple[Path, str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BTL_PORT": str(port), "BTL_STATE": str(clone / "state")}
    subprocess.run(["make", ".venv/installed"], cwd=clone, check=True, timeout=INSTALL_SECONDS)
    process = subprocess.Popen(["make", "demo"], cwd=clone, env=environment, start_new_session=True)
    try:
        yield clone, f"http://127.0.0.1:{port}", process
    finally:
        os.killpg(process.pid, signal.SIGKILL)


def fetch_first_page(url: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"make demo ended with {process.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"no page after {FIRST_PAGE_SECONDS} s")


def test_make_demo_serves_the_page(demo: tuple[Path, str, subprocess.Popen[bytes]]) -> None:
    _, url, process = demo
    assert "Buy That Look" in fetch_first_page(url, process)
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    assert sum(member.memory_info().rss for member in family) < MAX_RESIDENT


def test_what_is_installed_is_small_and_has_no_torch(demo: tuple[Path, str, subprocess.Popen[bytes]]) -> None:
    environment = demo[0] / ".venv"
    assert sum(f.stat().st_size for f in environment.rglob("*") if f.is_file() and not f.is_symlink()) < MAX_INSTALLED
    assert not list(environment.rglob("site-packages/torch"))
