"""Three pages over `tests.web.staged` in one program: `python -m tests.browser.staged_apps FOLDER FULL EMPTY BUSY`.

The last three are the ports of a shop with goods, of one without, and of one in whose queue one search may wait.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import uvicorn

from data.catalog.catalog import Catalog
from settings import Settings
from tests.web.staged import Stages, draw_person, fill_catalog
from web.page import WAITING, build_page
from web.pictures import find_examples
from web.search import Search
from web.server import serve


def server(catalog: Catalog, folder: Path, port: int, waiting: int) -> uvicorn.Server:
    """One page."""
    examples = find_examples(folder / "looks")
    stages = Stages(catalog)
    pages, every_colour = stages.pages(catalog), stages.every_colour
    search = Search(stages.runner(), catalog, examples, folder / "uploads", 0.5, pages, every_colour)
    app = serve(build_page(search, waiting), catalog, examples)
    return uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))


def empty_catalog(state: Path) -> Catalog:
    """A shop without goods."""
    state.mkdir()
    return Catalog.open(Settings(state=state, database_url=f"sqlite:///{state / 'catalog.db'}"))


async def main(folder: Path, ports: list[int]) -> None:
    """Serve all three."""
    for name in ("uploads", "looks"):
        (folder / name).mkdir(parents=True)
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "uploads")
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    draw_person(folder / "looks" / "look-1.webp")
    draw_person(folder / "looks" / "look-2.webp", (400, 700))
    full, empty = fill_catalog(folder / "full"), empty_catalog(folder / "empty")
    shops = ((full, WAITING), (empty, WAITING), (full, 1))
    servers = [server(catalog, folder, port, waiting) for (catalog, waiting), port in zip(shops, ports, strict=True)]
    await asyncio.gather(*(each.serve() for each in servers))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
