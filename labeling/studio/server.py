"""A Label Studio of one's own: installed into an environment of its own, started beside the app, stopped again.

Its libraries and ours do not agree, so it is never imported; it is another program that we start.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from labeling.studio.access import Access, StudioError, access_file
from labeling.studio.connect import Studio
from labeling.studio.install import Say, label_studio_in
from labeling.studio.remembered import Server, remember, remembered, server_file, write_private
from settings import Settings

START_SECONDS = 900.0


def up(settings: Settings, port: int, say: Say, environment: Path | None = None) -> tuple[Server, Studio]:
    """Start the server if it does not run, and make the project in it.

    Args:
        settings: where its data lie: `<state>/labeling/studio`.
        port: for a first start; later ones keep it.
        say: told what is going on; the first start takes minutes.
        environment: a virtual environment with label-studio in it; made in the state folder by default.

    Raises:
        StudioError: it can't be installed or does not start; the message names its log.
    """
    home = settings.labeling / "studio"
    home.mkdir(parents=True, exist_ok=True)
    server = remembered(settings, port)
    if not is_up(server):
        program = label_studio_in(environment or home / "venv", say)
        say(f"starting Label Studio on {server.url} (the first start takes a minute or more)")
        server = server.model_copy(update={"process": _start(program, server, settings)})
        remember(settings, server)
        _wait(server, home / "server.log")
    access = Access(url=server.url, token=server.token, local=True)
    write_private(access_file(settings), access.model_dump_json())
    studio = Studio(access)
    let_read_photos(settings, studio)
    return server, studio


def down(settings: Settings) -> bool:
    """Stop the server that `up` started; whether it ran."""
    file = server_file(settings)
    if not file.is_file():
        return False
    server = Server.model_validate_json(file.read_text("utf-8"))
    if not server.process or not _is_ours(server.process):
        return False
    os.kill(server.process, signal.SIGTERM)
    deadline = time.monotonic() + 30
    while _is_ours(server.process) and time.monotonic() < deadline:
        time.sleep(0.2)
    return True


def is_up(server: Server) -> bool:
    """Whether it answers."""
    try:
        with urllib.request.urlopen(f"{server.url}/health", timeout=10) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _start(program: Path, server: Server, settings: Settings) -> int:
    home = (settings.labeling / "studio").absolute()
    # Nothing of it asks another host for anything, and it reads no folder but the one of the photos.
    environment = {
        **os.environ,
        "LABEL_STUDIO_BASE_DATA_DIR": str(home / "data"),
        "LABEL_STUDIO_USERNAME": server.user,
        "LABEL_STUDIO_PASSWORD": server.password,
        "LABEL_STUDIO_USER_TOKEN": server.token,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
        "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(_media(settings)),
        "SSRF_PROTECTION_ENABLED": "false",
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LATEST_VERSION_CHECK": "false",
    }
    (home / "data").mkdir(parents=True, exist_ok=True)
    command = [str(program), "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(server.port)]
    with (home / "server.log").open("ab") as log:
        started = subprocess.Popen(  # noqa: S603  our own words
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True
        )
    return started.pid


def _wait(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_up(server):
        if not _is_ours(server.process):
            raise StudioError(f"Label Studio ended at once, perhaps because port {server.port} is taken: see {log}")
        if time.monotonic() > deadline:
            raise StudioError(f"Label Studio did not start within {START_SECONDS:.0f} s: see {log}")
        time.sleep(0.5)


def _is_ours(process: int) -> bool:
    """Whether the process runs and is a Label Studio: numbers are used again."""
    try:
        if os.waitpid(process, os.WNOHANG) == (process, 0):
            return False
    except ChildProcessError:
        pass  # started by an earlier run
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        try:
            os.kill(process, 0)
        except OSError:
            return False
        return not Path("/proc").is_dir()
    return b"label-studio" in command


def _media(settings: Settings) -> Path:
    return settings.pool_photos.parent.absolute()


def let_read_photos(settings: Settings, studio: Studio) -> None:
    """Label Studio serves local files only below a storage; it is never synchronised, which would make tasks."""
    photos = settings.pool_photos.absolute()
    photos.mkdir(parents=True, exist_ok=True)
    storages = studio.call(lambda: list(studio.client.import_storage.local.list(project=studio.project)))
    if not any(one.path == str(photos) for one in storages):
        studio.call(
            lambda: studio.client.import_storage.local.create(
                project=studio.project, path=str(photos), title="pool", use_blob_urls=True
            ),
            patient=False,
        )
