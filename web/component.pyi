"""The page's one component: a `gr.HTML` with a constant template, filled by the modules in `web/static/`.

Gradio evaluates `{{…}}` and `${…}` in a template as JavaScript, so nothing but the constants below may stand in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

STATIC = Path(__file__).parent / "static"

# The live region must be there before its text changes, or screen readers stay silent.
TEMPLATE = (
    '<div class="btl"><div class="btl-live" role="status" aria-live="polite"></div><div class="btl-root"></div></div>'
)

# `search` must stand here in quotes for Gradio to know the event.
ON_LOAD = """
const EVENT = 'search';
import(new URL('static-page/page.js', document.baseURI)).then((page) =>
  page.start({element, props, watch, upload, search: (request) => trigger(EVENT, request)}));
"""

HEAD = """
<link rel="stylesheet" href="static-page/page.css">
<link rel="modulepreload" href="static-page/page.js">
<meta name="color-scheme" content="light">
<meta name="description" content="Upload a street photo and find similar clothes in this shop.">
"""

from gradio.events import Dependency

class LookPage(gr.HTML):
    """Shows any of the values that `web.value` makes; fires `search` when a shopper sends a photo."""

    def __init__(self, **kwargs: Any) -> None:
        fixed = {"html_template": TEMPLATE, "js_on_load": ON_LOAD, "apply_default_css": False}
        super().__init__(**{**kwargs, **fixed})

    def api_info(self) -> dict[str, Any]:
        """The value is an object, not the string of a plain `gr.HTML`."""
        return {"type": "object"}
    from typing import Callable, Literal, Sequence, Any, TYPE_CHECKING
    from gradio.blocks import Block

    if TYPE_CHECKING:
        from gradio.components import Timer
        from gradio.components.base import Component
