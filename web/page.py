"""The Gradio app: the page's component and its one event, and the same search as the named endpoint `/look`."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import gradio as gr
from starlette.requests import HTTPConnection

from pipeline.photo import MAX_BYTES, PhotoError
from pipeline.shop_the_look import OnStage
from web import words
from web.component import look_page
from web.search import Search
from web.value import Value, problem_value

IsTeam = Callable[[HTTPConnection], bool]

log = logging.getLogger(__name__)

TITLE = "Buy That Look"
# Links that work by themselves; the page's script follows them without loading everything again.
HEADER = (
    f'<div class="btl-header"><a href="./">{TITLE}</a><nav aria-label="Ways to shop">'
    '<a href="./" data-tab="photo" aria-current="page">Your photo</a>'
    '<a href="./?shelf=" data-tab="product">Product pages</a></nav></div>'
)
# One search uses all cores; the rest wait their turn, and past this many a shopper is told to come back.
WAITING = 20
# Whatever a search did not delete itself (an upload that was never searched) goes: (every, older than) seconds.
DELETE_UPLOADS = (300, 600)

# Runs in the browser when the queue is full or the connection broke; a constant, no data in it.
ON_FAILURE = f"() => ({{...{json.dumps(problem_value(words.BUSY, again=True))}, serial: Date.now()}})"


def build_page(search: Search, waiting: int = WAITING, is_team: IsTeam = lambda _: False) -> gr.Blocks:
    """The Blocks; nothing is loaded or searched before the page is opened.

    Args:
        search: what its events call.
        waiting: searches in the queue; a shopper beyond them is told that the shop is busy.
        is_team: whether a request comes from the team, which sees a way to the labelling page.
    """
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False, delete_cache=DELETE_UPLOADS) as blocks:
        gr.HTML(HEADER, elem_id="btl-header", apply_default_css=False)
        stages = gr.HTML("", elem_id="btl-stages", container=False, padding=False)
        page = look_page("btl-page", search.pages.shelves, search.report)
        _wire_page(blocks, page, stages, search, is_team)
        _add_endpoint(search)
    blocks.queue(max_size=waiting, default_concurrency_limit=1)
    # The metaclass hides from the type checker what it makes.
    return cast(gr.Blocks, blocks)


def _wire_page(blocks: gr.Blocks, page: gr.HTML, stages: gr.HTML, search: Search, is_team: IsTeam) -> None:
    def welcome(request: gr.Request) -> Value:
        return {**search.welcome(), "team": request.request is not None and is_team(request.request)}

    def answer(event: gr.EventData, progress: gr.Progress = gr.Progress()) -> Value:  # noqa: B008 (how Gradio passes it)
        # Gradio passes a value on only if it changed, and the same answer twice must end the second search too.
        return {**search.answer(event._data, _on_stage(progress)), "serial": time.monotonic_ns()}

    blocks.load(welcome, outputs=page, queue=False, show_progress="hidden", api_visibility="private")
    searched = page.search(
        answer,
        outputs=page,
        show_progress_on=stages,
        concurrency_id="search",
        # Who goes on to another product while a search runs gets that product; the page leaves out earlier answers.
        trigger_mode="multiple",
        api_visibility="private",
    )
    searched.failure(None, outputs=page, js=ON_FAILURE)


def _on_stage(progress: gr.Progress) -> OnStage:
    return lambda stage, done, total: progress((done, total), desc=words.stage_words(stage), unit="steps")


def _add_endpoint(search: Search) -> None:
    """`/look`: a photo in, the look's JSON out, for `gradio_client` and everything else that speaks Gradio's API."""

    def look(photo: str | None) -> dict[str, Any]:
        try:
            return search.look(Path(photo or "")).to_json()
        except PhotoError as error:
            raise gr.Error(str(error), print_exception=False) from None
        except Exception:  # the caller gets a sentence, the log the traceback
            log.exception("a search through the API failed")
            raise gr.Error(words.BROKEN_SEARCH, print_exception=False) from None

    with gr.Row(visible=False):
        photo = gr.File(label="Photo", type="filepath")
        found = gr.JSON(label="Look")
        gr.Button("Look").click(look, photo, found, api_name="look", concurrency_id="search")


UPLOAD_LIMIT = MAX_BYTES + 1024
"""Bytes an upload may have; a little more than `open_photo` takes, so that its message is the one that is read."""
