"""The web server around the page: its routes, and headers that keep a browser from asking anyone else for anything."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.catalog.catalog import Catalog
from web.component import HEAD, STATIC
from web.page import UPLOAD_LIMIT
from web.pictures import picture_routes

# Gradio evaluates its templates in the browser ('unsafe-eval') and has inline scripts and styles. What matters here:
# no picture, script, font or connection of another host, whatever a shop's title or a library's page asks for.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def serve(
    blocks: gr.Blocks, catalog: Catalog, examples: dict[str, Path], labelling: APIRouter | None = None
) -> FastAPI:
    """The ASGI app: Gradio at `/`, our scripts and styles, pictures of goods, examples.

    Args:
        blocks: of `web.page.build_page`.
        catalog: where pictures of goods are looked up.
        examples: example photos by name.
        labelling: the team's page; None where no photos are kept.
    """
    app = FastAPI(title="Buy That Look", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(AddHeaders)
    app.include_router(picture_routes(catalog, examples))
    if labelling is not None:
        app.include_router(labelling)
    app.mount("/static-page", StaticFiles(directory=STATIC), name="static-page")
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=UPLOAD_LIMIT,
        ssr_mode=False,
        pwa=False,
        theme=_theme(),
        head=HEAD,
    )
    return app


def _theme() -> gr.Theme:
    """System fonts only: the default theme's would be fetched."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )


class AddHeaders:
    """ASGI middleware that sets `HEADERS`; it passes streams on as they come (progress is one)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its answer with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in HEADERS.items():
                    headers.setdefault(name, text)
            await send(message)

        await self._app(scope, receive, send_with_headers)
