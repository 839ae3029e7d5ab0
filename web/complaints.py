"""What a shopper reports as wrong: from the browser's words to the photo that the team should look at."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from labeling.complaint import Complain, Complaint, Wrong
from pipeline.photo import Photo, PhotoError
from web import words
from web.value import Value

log = logging.getLogger(__name__)


class Report(BaseModel):
    """What came from the browser: any text is possible, so all is looked up before use.

    The photo comes along again, as the server keeps none between two requests.

    Attributes:
        wrong: what is wrong.
        article: id of the article; empty for the whole look.
        model: of the detector that found it.
        upload: path of a file that the upload route wrote.
        name: what the shopper called it.
        example: or the name of an example photo.
        product: or the id of a product, with
        shot: the place of one of its pictures.
    """

    model_config = ConfigDict(extra="ignore")

    wrong: Wrong
    article: str = Field(default="", max_length=64)
    model: str = Field(default="", max_length=200)
    upload: str | None = Field(default=None, max_length=4096, pattern=r"^[^\x00]+$")
    name: str = Field(default="photo", max_length=512)
    example: str | None = Field(default=None, max_length=64)
    product: str | None = Field(default=None, max_length=1000)
    shot: int = Field(default=0, ge=0, le=10_000)

    @model_validator(mode="after")
    def _one_photo(self) -> Self:
        if sum(each is not None for each in (self.upload, self.example, self.product)) != 1:
            raise ValueError("name one photo")
        return self


class Complaints:
    """Takes reports to the pool.

    Args:
        complain: takes a photo.
        open_reported: the photo that a report is about.
    """

    def __init__(self, complain: Complain, open_reported: Callable[[Report], Photo]) -> None:
        self._complain, self._open = complain, open_reported

    def take(self, fields: object) -> Value:
        """Whether it was taken ("taken"), and what to tell the shopper ("message")."""
        try:
            report = Report.model_validate(fields)
            complaint = Complaint(report.wrong, report.article or None, report.model)
            taken = self._complain(self._open(report), complaint)
        except (ValidationError, PhotoError) as error:
            log.warning("a report can't be used: %s", error)
            taken = False
        except Exception:  # a shopper gets a sentence, the log the traceback
            log.exception("a report failed")
            taken = False
        return {"taken": taken, "message": words.REPORTED if taken else words.NOT_REPORTED}
