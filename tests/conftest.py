"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all: a second Playwright cannot be started while the first one's loop runs."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright comes with requirements-dev.txt")
    from tests.browser.conftest import ARGUMENTS, chromium

    program = chromium()
    if not Path(program).is_file():
        pytest.skip(f"no Chromium at {program}: install it (apt-get install chromium) or name it in BTL_CHROMIUM")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()
