"""Pictures on the page: the shopper's photo as a data URL, goods and examples by routes that check every name."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse
from PIL import Image

from data.catalog.catalog import Catalog
from pipeline.photo import Photo

# As wide as any layout shows it on a screen of double density; keeps the value small.
PHOTO_SIDE = 1280
EXAMPLE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
# Names are hashes of the content, so what lies behind one never changes.
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def photo_url(photo: Photo) -> str:
    """The photo as a `data:` URL: it lives in the shopper's page only, and no file of it is kept."""
    image = Image.fromarray(photo.pixels)
    image.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def picture_url(image: str) -> str:
    """Address, relative to the page, of a picture of the catalogue by its `Match.image`."""
    return f"pictures/{quote(image)}"


def find_examples(folder: Path) -> dict[str, Path]:
    """The example photos by name, sorted; names that can't stand in an address are left out."""
    files = {path.stem: path for path in sorted(folder.glob("*.webp"))} if folder.is_dir() else {}
    return {name: path for name, path in files.items() if EXAMPLE_NAME.fullmatch(name)}


def picture_routes(catalog: Catalog, examples: dict[str, Path]) -> APIRouter:
    """`GET /pictures/<sha>.webp` for goods and `GET /examples/<name>.webp`; every other name is not found."""
    router = APIRouter()

    @router.get("/pictures/{name}", include_in_schema=False)
    def picture(name: str) -> FileResponse:
        path = catalog.picture_path(name)
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, media_type="image/webp", headers=FOREVER)

    @router.get("/examples/{name}.webp", include_in_schema=False)
    def example(name: str) -> FileResponse:
        path = examples.get(name)
        if path is None or not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, media_type="image/webp")

    return router
