"""The records of a product page: its shots, which of them the look is read from, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from data.taxonomy import View
from pipeline.look import FullShot, Keypoints, Look, Record, Score


@dataclass(frozen=True)
class Unreadable:
    """A picture of the page that could not be opened; it keeps its place among the shots.

    Attributes:
        name: the file's name.
        message: of the `pipeline.photo.PhotoError`, in words for a shopper.
    """

    name: str
    message: str


class Shot(Record):
    """One picture of a product page and what was found out about it.

    Attributes:
        photo: its name, as the caller gave it; never a path.
        width, height: pixels of the upright photo; 0 if it could not be read.
        view: from where it shows the wearer; None if that is not known.
        view_score: the view's probability, 0..1; 0 without a view.
        full_shot: whether a whole person is seen; None if that is not known.
        keypoints: in pixels of the photo; None if they are not known.
        person: height of the visible person, from the highest to the lowest point that is seen, as a share of the
            photo's height, 0..1.
        chosen: the look of the page was read from this shot.
        reason: why it was chosen or not, in plain words.
        failed: why the picture could not be read; None if it could.
    """

    photo: str
    width: Annotated[int, Field(ge=0)] = 0
    height: Annotated[int, Field(ge=0)] = 0
    view: View | None = None
    view_score: Score = 0.0
    full_shot: FullShot | None = None
    keypoints: Keypoints | None = None
    person: Score = 0.0
    chosen: bool = False
    reason: str = ""
    failed: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A shot in `pdp.json`; keypoints as in `Look.to_json`."""
        fields: dict[str, Any] = self.model_dump(mode="json")
        if self.keypoints is not None:
            fields["keypoints"] = fields["keypoints"]["points"]
        return fields


class ProductPage(Record):
    """The pictures of one product page, in the page's order, and the look of the best of them.

    Attributes:
        shots: one for every picture that was handed in, in that order.
        chosen: index into `shots`; None if no picture could be read.
        look: of the chosen shot.
        note: what a shopper is told where no picture shows a whole person from the front; None where one does.
        timings_ms: "views", "keypoints" and "look" -> milliseconds for the whole page; "total" is all of it.
        models: stage name -> "name@version" of the weights.
        failed: names of the stages that broke and left their part out; empty in a good run.
    """

    shots: tuple[Shot, ...] = ()
    chosen: int | None = None
    look: Look | None = None
    note: str | None = None
    timings_ms: dict[str, float] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    failed: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_is_chosen(self) -> Self:
        marked = [number for number, shot in enumerate(self.shots) if shot.chosen]
        if marked != ([] if self.chosen is None else [self.chosen]):
            raise ValueError(f"chosen is {self.chosen}, but the shots marked so are {marked}")
        if self.chosen is None and self.look is not None:
            raise ValueError("a look without a chosen shot")
        return self

    def to_json(self) -> dict[str, Any]:
        """The contract of `pdp.json` (README, "A product page"); the look is a file of its own."""
        return {
            "shots": [shot.to_json() for shot in self.shots],
            "chosen": self.chosen,
            "note": self.note,
            "timings_ms": self.timings_ms,
            "models": self.models,
            "failed": list(self.failed),
        }
