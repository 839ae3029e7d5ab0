"""Weights beside the index that was made with them: `<state>/models/<name>@<version>/`.

New weights replace the old ones in their folder at once, but the goods are embedded anew only after a while. Until
then, and after a restart meanwhile, the old index is searched with the copy that is kept here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from models.zoo import Model, ModelError, read_model
from pipeline.attributes import SUFFIX as ATTRIBUTES
from pipeline.tiers import SUFFIX as TIERS

READINGS = (TIERS, ATTRIBUTES)
NAME = re.compile(r"[A-Za-z0-9_-]+@[A-Za-z0-9.+_-]+")


class KeptModels:
    """Copies of a model's weights by version.

    Args:
        folder: of the copies; made when needed.
        name: of the model, such as "embedding".
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name

    def keep(self, source: Path) -> Model:
        """The copy of the weights that are in a folder; made where it is missing.

        Raises:
            ModelError: weights or card are missing or damaged, or they are others than the kept ones of that version.
        """
        model = read(self._name, source)
        kept = self.find(model.card.label)
        if kept is None:
            kept = self._copy(model)
        if (kept.card.sha256, kept.card.settings) != (model.card.sha256, model.card.settings):
            raise ModelError(f"{model.path} is not the {model.card.label} that the shop's goods were embedded with: "
                             "export it with a new version")  # fmt: skip
        self._renew_readings(model, kept)
        return kept

    def _renew_readings(self, model: Model, kept: Model) -> None:
        """What is read off the vectors may be fitted again without any change of the vectors."""
        for suffix in READINGS:
            new, old = (each.path.with_suffix(suffix) for each in (model, kept))
            if new.is_file() and (not old.is_file() or new.read_bytes() != old.read_bytes()):
                part = old.with_suffix(".part")
                shutil.copyfile(new, part)
                part.replace(old)

    def find(self, label: str) -> Model | None:
        """The copy of a version, by "name@version"; None if there is no whole one."""
        if not NAME.fullmatch(label):
            return None
        try:
            return read(self._name, self._folder / label)
        except ModelError:
            return None

    def prune(self, needed: Collection[str]) -> None:
        """Remove the copies of all other versions."""
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name not in needed:
                shutil.rmtree(path, ignore_errors=True)

    def _copy(self, model: Model) -> Model:
        """Copied aside and renamed, so that there are whole copies or none."""
        place = self._folder / model.card.label
        part = place.with_name(f"{place.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)
        part.mkdir(parents=True)
        for file in (file for file in model.path.parent.glob(f"{self._name}.*") if file.suffix != ".part"):
            shutil.copyfile(file, part / file.name)
        # What was copied may have been replaced meanwhile.
        copied = read(self._name, part)
        if copied.card != model.card:
            raise ModelError(f"{model.path} was replaced while it was copied: it is copied again")
        part.rename(place)
        return read(self._name, place)


def read(name: str, folder: Path) -> Model:
    """As `models.zoo.read_model`, with one kind of error for all that may be wrong.

    Raises:
        ModelError: weights or card are missing or damaged, or being replaced at the moment.
    """
    try:
        return read_model(name, folder)
    except (OSError, ValidationError) as error:
        raise ModelError(f"the card of {name!r} in {folder} can't be read: export it again ({error})") from error
