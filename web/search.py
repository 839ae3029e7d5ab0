"""What the page asks of the server: a search, by upload or example. Every answer is a value, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.catalog.catalog import Catalog
from labeling.complaint import Complain
from pipeline.look import Look
from pipeline.photo import MAX_BYTES, Photo, PhotoError, open_photo
from pipeline.retrieval import ShopIndexError
from pipeline.shop_the_look import OnStage, ShopTheLook
from pipeline.shown import shown
from web import words
from web.complaints import Complaints, Report
from web.privacy import Privacy
from web.product_pages import ProductPages
from web.value import Value, look_value, problem_value

log = logging.getLogger(__name__)


class Request(BaseModel):
    """What came from the browser: any text is possible, so both are looked up before use.

    Attributes:
        upload: path of a file that the upload route wrote.
        name: what the shopper called it.
        example: name of an example photo.
        product: id of the product whose page is to be opened.
        asked: the browser's own name for the request, which comes back with the answer.
    """

    model_config = ConfigDict(extra="ignore", strict=True)

    upload: str | None = Field(default=None, max_length=4096, pattern=r"^[^\x00]+$")
    name: str = Field(default="photo", max_length=512)
    example: str | None = Field(default=None, max_length=64)
    product: str | None = None
    asked: str = Field(default="", max_length=2000)


class Search:
    """The page's view of the product.

    Args:
        finder: the pipeline.
        catalog: the shop's goods.
        examples: example photos by name.
        uploads: folder below which uploaded files lie; nothing outside it is opened or deleted.
        shown_threshold: articles of a lower score are not shown.
        pages: the shop's product pages.
        every_colour: gives a look the finds that it has when every colour of a model is one of its own.
        privacy: what the page says about photos.
        complain: takes photos that a shopper reports; None where nothing is kept: then there are no such buttons.
    """

    def __init__(
        self,
        finder: ShopTheLook,
        catalog: Catalog,
        examples: Mapping[str, Path],
        uploads: Path,
        shown_threshold: float,
        pages: ProductPages,
        every_colour: Callable[[Look], Look],
        privacy: Privacy | None = None,
        complain: Complain | None = None,
    ) -> None:
        self.pages = pages
        self.privacy = privacy or Privacy()
        self.complaints = None if complain is None else Complaints(complain, self._reported)
        self._every_colour = every_colour
        self._finder = finder
        self._catalog = catalog
        self._examples = examples
        self._uploads = uploads.resolve()
        self._shown = shown_threshold

    def welcome(self) -> Value:
        """The first thing a shopper sees: how many goods, the examples; or how to import, where there are no goods."""
        size = self._catalog.count()
        return {
            "state": "welcome" if size else "empty",
            "size": size,
            "max_mb": MAX_BYTES // 2**20,
            "privacy": self.privacy.line,
            "privacy_details": list(self.privacy.details),
            "reports": None if self.complaints is None else self.privacy.report,
            "examples": [
                {"id": name, "src": f"examples/{name}.webp", "label": f"Example {number}"}
                for number, name in enumerate(self._examples, 1)
            ],
        }

    def answer(self, fields: object, on_stage: OnStage) -> Value:
        """The value for a request of the page; problems are values too."""
        try:
            request = Request.model_validate(fields)
        except ValidationError:
            return problem_value(words.LOST_UPLOAD)
        return self._safely(request, on_stage) | {"asked": request.asked}

    def look(self, path: Path, on_stage: OnStage | None = None) -> Look:
        """The look of an uploaded photo, whose file is deleted even if the search fails.

        Raises:
            PhotoError: it can't be used; the message is for a shopper.
        """
        return self._find(self._take(path), on_stage)

    def _safely(self, request: Request, on_stage: OnStage) -> Value:
        try:
            return self._answer(request, on_stage)
        except PhotoError as error:
            return problem_value(str(error))
        except Exception:  # whatever it is, a shopper gets a sentence and the log the traceback
            log.exception("a search failed")
            return problem_value(words.BROKEN_SEARCH, again=True)

    def _answer(self, request: Request, on_stage: OnStage) -> Value:
        if request.product is not None:
            return self.pages.open(request.product, on_stage)
        photo = self._photo(request.example, request.upload, request.name)
        look = self._find(photo, on_stage)
        colours = self._colours(look)
        articles = [article for each in (look, colours) if each is not None for article in each.articles]
        wanted = {match.product_id for article in articles for match in article.matches}
        return look_value(photo, look, self._catalog.products(wanted), colours)

    def report(self, fields: object) -> Value:
        """What a shopper says is wrong: whether it was taken, and what to tell the shopper."""
        if self.complaints is None:
            return {"taken": False, "message": words.NOT_REPORTED}
        return self.complaints.take(fields)

    def _reported(self, report: Report) -> Photo:
        if report.product is not None:
            return self.pages.picture(report.product, report.shot)
        return self._photo(report.example, report.upload, report.name)

    def _photo(self, example: str | None, upload: str | None, name: str) -> Photo:
        """An example, or else an upload, whose file is deleted.

        Raises:
            PhotoError: there is none such, or it can't be used; the message is for a shopper.
        """
        if example is None:
            return self._take(Path(upload or ""), name)
        if example not in self._examples:
            raise PhotoError(words.UNKNOWN_EXAMPLE)
        return open_photo(self._examples[example])

    def _colours(self, look: Look) -> Look | None:
        """The look with every colour as a find of its own; None where the shop could not be searched."""
        try:
            return None if look.failed else self._every_colour(look)
        except ShopIndexError:
            log.exception("other colours can't be searched")
            return None

    def _find(self, photo: Photo, on_stage: OnStage | None) -> Look:
        return shown(self._finder.run(photo, on_stage), self._shown)

    def _take(self, path: Path, name: str | None = None) -> Photo:
        """Open an upload and delete it: the pixels in memory are all that is left of the photo."""
        file = path.resolve()
        if not (file.is_file() and file.is_relative_to(self._uploads)):
            raise PhotoError(words.LOST_UPLOAD)
        try:
            return open_photo(file, Path(name or file.name).name or "photo")
        finally:
            file.unlink(missing_ok=True)
            if file.parent != self._uploads:
                with suppress(OSError):  # its folder stays while another photo lies in it
                    file.parent.rmdir()
