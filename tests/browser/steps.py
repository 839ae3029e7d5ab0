"""What a shopper does, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")


def send(page: Page, photo: Path) -> None:
    """Choose a photo and wait for the answer."""
    # A search may be over before its waiting view is seen; what it can't do is keep the heading of the view before.
    page.evaluate("document.querySelector('h1').dataset.before = ''")
    page.set_input_files("input[data-photo]", photo)
    page.wait_for_selector("h1[data-before]", state="detached")
    settled(page)


def settled(page: Page) -> None:
    """Wait until no search runs."""
    page.wait_for_function("document.querySelector('.btl-root h1') && !document.querySelector('.btl-computing')")


def headline(page: Page) -> str:
    """The page's one first heading."""
    return page.locator("h1").inner_text()


def said(page: Page) -> str:
    """What the live region told last."""
    return page.locator(".btl-live").inner_text()


def focused(page: Page) -> str:
    """The accessible name of what has the focus."""
    return str(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.innerText"))


def violations(page: Page) -> list[str]:
    """Serious and critical ones of axe's rules of WCAG 2.0 to 2.2, A and AA, and its best practices."""
    # Gradio's own frame is in it too. Animations would be measured half-way.
    page.wait_for_timeout(600)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": tags}}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {[node['html'][:120] for node in rule['nodes']]}" for rule in found if rule["impact"] in SERIOUS
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled to the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
