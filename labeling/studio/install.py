"""Label Studio's own environment: its libraries and ours do not agree, so it is another program, never imported.

`python -m labeling.studio.install FOLDER` makes one, for tests and for servers that are started by hand.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from labeling.studio.access import StudioError

VERSION = "1.23.2"

Say = Callable[[str], None]


def label_studio_in(environment: Path, say: Say) -> Path:
    """The label-studio command of an environment, which is made if it is not there, or anew if that was cut off.

    Raises:
        StudioError: it can't be installed.
    """
    program = environment / "bin" / "label-studio"
    # Half an environment would be taken for a whole one; this file stays if the process is killed.
    unfinished = environment.with_name(f"{environment.name}.unfinished")
    if program.is_file() and not unfinished.exists():
        return program.absolute()
    if unfinished.exists():
        shutil.rmtree(environment, ignore_errors=True)
    say(f"installing Label Studio {VERSION} into {environment} (about 800 MB, once)")
    uv = shutil.which("uv")
    wanted = f"label-studio=={VERSION}"
    python = str(environment / "bin" / "python")
    try:
        environment.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        if uv is not None:
            _run(uv, "venv", "--quiet", "--python", sys.executable, str(environment))
            _run(uv, "pip", "install", "--quiet", "--python", python, wanted)
        else:
            _run(sys.executable, "-m", "venv", str(environment))
            _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted)
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(environment, ignore_errors=True)
        details = getattr(error, "stderr", "") or str(error)
        raise StudioError(f"Label Studio can't be installed into {environment}: {details.strip()[-500:]}") from error
    unfinished.unlink()
    return program.absolute()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own words


if __name__ == "__main__":
    print(label_studio_in(Path(sys.argv[1]), print))
