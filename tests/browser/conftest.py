"""A Chromium, an app in a process of its own, and a page that is watched: what it asks for, what it complains about."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The machine may be busy with a training.
PATIENCE_S = 300


def chromium() -> str:
    """The browser's program: `BTL_CHROMIUM`, or where Debian puts it."""
    return os.environ.get("BTL_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def free_ports(number: int) -> list[int]:
    """Ports that nobody listened on a moment ago."""
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def running(command: list[str], ports: list[int], log: Path, **environment: str) -> Iterator[list[str]]:
    """Start a Python program; the addresses of its ports, once all answer."""
    addresses = [f"http://127.0.0.1:{port}/" for port in ports]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        )
        try:
            for address in addresses:
                _wait_for(address, process, log)
            yield addresses
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:  # a browser still holds a stream
                process.kill()
                process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer in {PATIENCE_S} s: {log.read_text('utf-8')}")


class StagedApps(NamedTuple):
    """Addresses of the page over stages of a test.

    Attributes:
        full: of a shop with goods.
        empty: of one without.
        busy: of one in whose queue only one search may wait.
        uploads: folder in which photos on their way lie.
    """

    full: str
    empty: str
    busy: str
    uploads: Path


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedApps]:
    folder, ports = tmp_path_factory.mktemp("staged"), free_ports(3)
    command = ["-m", "tests.browser.staged_apps", str(folder / "apps"), *map(str, ports)]
    with running(command, ports, folder / "log.txt") as addresses:
        yield StagedApps(*addresses, uploads=folder / "apps" / "uploads")


@dataclass
class Watch:
    """What a page did that no page should.

    Attributes:
        foreign: addresses of other hosts that it asked for.
        errors: of its scripts and its console.
        expected: what an error may contain, in this test.
    """

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def surprises(self) -> list[str]:
        """Errors that no one expected."""
        return [error for error in self.errors if not any(known in error for known in self.expected)]

    def over(self, page: Page) -> Page:
        """Watch a page from now on."""
        page.on("request", lambda request: self._see(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        return page

    def _see(self, address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(address)


Opener = Callable[..., Page]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[Opener]:
    """Open an address at a size; afterwards no page may have asked another host for anything, or failed."""
    contexts: list[BrowserContext] = []

    def open_(address: str, width: int = 1280, height: int = 860, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_S * 1000)
        contexts.append(context)
        page = watch.over(context.new_page())
        page.goto(address)
        page.wait_for_selector(".btl-root h1")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert watch.foreign == []
    assert watch.surprises == []
