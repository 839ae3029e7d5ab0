"""The page's one component: a `gr.HTML` with a constant template, filled by the modules in `web/static/`.

Gradio evaluates `{{…}}` and `${…}` in a template as JavaScript, so nothing but the constants below may stand in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from web.value import Value

STATIC = Path(__file__).parent / "static"

# The live region must be there before its text changes, or screen readers stay silent.
TEMPLATE = (
    '<div class="btl"><div class="btl-live" role="status" aria-live="polite"></div><div class="btl-root"></div></div>'
)

# `search` must stand here in quotes for Gradio to know the event.
ON_LOAD = """
const EVENT = 'search';
import(new URL('static-page/page.js', document.baseURI)).then((page) =>
  page.start({element, props, watch, upload, shelves: server.shelves, report: server.report,
    search: (request) => trigger(EVENT, request)}));
"""

HEAD = """
<link rel="stylesheet" href="static-page/page.css">
<link rel="stylesheet" href="static-page/states.css">
<link rel="stylesheet" href="static-page/photo.css">
<link rel="stylesheet" href="static-page/finds.css">
<link rel="stylesheet" href="static-page/product.css">
<link rel="stylesheet" href="static-page/report.css">
<link rel="modulepreload" href="static-page/page.js">
<meta name="color-scheme" content="light">
<meta name="description" content="Upload a street photo and find similar clothes in this shop.">
"""


def look_page(elem_id: str, ask_shelves: Callable[[object], Value], take_report: Callable[[object], Value]) -> gr.HTML:
    """The component: shows any value that `web` makes, and fires `search` when a shopper sends a photo.

    (An instance, not a subclass of `gr.HTML`: Gradio writes a stub file beside the source of every subclass.)

    Args:
        elem_id: of the component in the page.
        ask_shelves: answers the browser, past the queue of searches, with products to choose from.
        take_report: likewise, takes what a shopper says is wrong.
    """

    def shelves(fields: object) -> Value:
        return ask_shelves(fields)

    def report(fields: object) -> Value:
        return take_report(fields)

    return gr.HTML(
        elem_id=elem_id,
        html_template=TEMPLATE,
        js_on_load=ON_LOAD,
        apply_default_css=False,
        server_functions=[shelves, report],
    )
