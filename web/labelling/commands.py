"""The commands behind the page's buttons: `python -m labeling …`, and what keeps one from being started."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from labeling.studio.access import StudioError, find_access
from settings import Settings


@dataclass(frozen=True)
class Command:
    """What a button starts.

    Attributes:
        name: in addresses; also the first word of the command.
        label: on the button.
        about: what it does, one sentence.
        blocked: why it can't be started; empty where it can.
    """

    name: str
    label: str
    about: str
    blocked: str


def commands(settings: Settings) -> list[Command]:
    """All of them, in the order of the loop."""
    studio, training = no_studio(settings), _no_training(settings)
    return [
        Command("score", "Score", "Rank the photos that wait by how much the committee disagrees.", ""),
        Command("push", "Push", "Send the batch below to Label Studio.", studio),
        Command("pull", "Pull", "Take in what taggers have said since the last time.", studio),
        Command("retrain", "Retrain", "Fine-tune on all corrections, then put the candidate to the gate.", training),
    ]


AGAIN = "Back to the taggers"


def command_line(settings: Settings, name: str, size: int) -> list[str]:
    """Program and words of a command.

    Args:
        settings: of the app; what they were read from, the environment, goes along by itself.
        name: of the command.
        size: of a batch.

    Raises:
        KeyError: there is no such command.
    """
    words = {
        "score": ["score"],
        "push": ["push", "--size", str(size)],
        "pull": ["pull"],
        "retrain": ["retrain", "--street", str(settings.street_photos)],
    }[name]
    return _program(settings, words, settings.train_python if name == "retrain" else None)


def again_line(settings: Settings, sha256: str) -> list[str]:
    """Program and words of sending a photo back to the taggers."""
    return _program(settings, ["again", sha256])


def _program(settings: Settings, words: list[str], python: Path | None = None) -> list[str]:
    return [str(python or sys.executable), "-m", "labeling", *words, "--state", str(settings.state.absolute())]


def studio_url(settings: Settings) -> str | None:
    """Where the taggers work; None where there is no Label Studio yet."""
    try:
        return find_access(settings).url
    except (StudioError, OSError, ValueError):
        return None


def no_studio(settings: Settings) -> str:
    """Why nothing can be sent to Label Studio or fetched from it; empty where that can be tried."""
    if importlib.util.find_spec("label_studio_sdk") is None:
        return "The client of Label Studio is missing: pip install -r requirements-labeling.txt"
    try:
        find_access(settings)
    except (StudioError, OSError, ValueError) as error:
        return str(error)
    return ""


def _no_training(settings: Settings) -> str:
    if settings.street_photos is None:
        return "Set BTL_STREET_PHOTOS to the folder of Clothing Co-Parsing: the base set and the frozen test set."
    if not settings.street_photos.is_dir():
        return f"There is no folder {settings.street_photos}: set BTL_STREET_PHOTOS to that of Clothing Co-Parsing."
    if settings.train_python is None and importlib.util.find_spec("torch") is None:
        return "Training needs requirements-train.txt: set BTL_TRAIN_PYTHON to a Python that has it."
    return ""
