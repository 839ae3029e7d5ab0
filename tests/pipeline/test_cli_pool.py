"""The command line feeds the labelling pool where the setting says so, and only there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.pool import Pool
from labeling.tables import PhotoRow, ViewRow
from pipeline.look import Look
from settings import ROOT, Settings
from tests.pipeline.test_cli import LOOKS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not LOOKS, reason="data/demo has no rendered looks")]


def run(folder: Path, *arguments: object, pool: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BTL_LOAD_DEMO": "false", "BTL_POOL": pool}
    command = [sys.executable, "-m", "pipeline", *map(str, arguments), "--out", "out", "--state", "state"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def kept(folder: Path) -> list[PhotoRow]:
    with Session(Pool.open(Settings(state=folder / "state")).engine, expire_on_commit=False) as session:
        return list(session.scalars(select(PhotoRow)))


def test_every_photo_is_kept_with_what_is_not_shown(tmp_path: Path) -> None:
    done = run(tmp_path, *LOOKS[:2], LOOKS[0], pool="all")
    assert done.returncode == 0, done.stderr
    assert "BTL_POOL=all: photos are kept" in done.stderr
    rows = kept(tmp_path)
    assert [(row.source, row.reason, row.priority) for row in rows] == [("command line", "collected", 0)] * 2
    with Session(Pool.open(Settings(state=tmp_path / "state")).engine) as session:
        lives = session.scalars(select(ViewRow).where(ViewRow.member == "live")).all()
        assert min(score for row in lives for _, score, *_ in row.boxes) < 0.5
    look = Look.from_json(json.loads((tmp_path / "out" / f"{LOOKS[0].stem}.look.json").read_text("utf-8")))
    assert min(article.score for article in look.articles) >= 0.5


def test_a_product_page_gives_the_picture_that_was_chosen(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "front.webp").write_bytes(LOOKS[0].read_bytes())
    done = run(tmp_path, "--pdp", "page", pool="all")
    assert done.returncode == 0, done.stderr
    assert len(kept(tmp_path)) == 1


def test_off_keeps_nothing_and_loads_nothing_of_the_loop(tmp_path: Path) -> None:
    code = (
        "import sys; from pipeline.__main__ import app\n"
        f"try: app(['--out', 'out', '--state', 'state', {str(LOOKS[0])!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(sorted(name for name in sys.modules if name.startswith('labeling')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BTL_LOAD_DEMO": "false", "BTL_POOL": "off"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "['labeling', 'labeling.photos']", done.stderr
    assert not (tmp_path / "state" / "labeling").exists()
    assert "are kept" not in done.stderr
