from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.catalog import __main__ as command_line
from data.catalog.catalog import Catalog
from data.catalog.generations import Generations
from data.catalog.refresh import changing_catalog
from settings import ROOT, Settings
from tests.data.catalog.conftest import ColourEmbedder, Shop

Run = Callable[..., Result]

SLOWLY = """
import sys, time
from data.catalog import __main__ as command_line, importer
from tests.data.catalog.conftest import ColourEmbedder

class Slow(ColourEmbedder):
    def embed(self, crops, shares=None):
        print("embedding", file=sys.stderr, flush=True)
        time.sleep(0.3)
        return super().embed(crops)

store = importer.Importer._store
def slowly(self, rows):
    store(self, rows)
    print("stored", file=sys.stderr, flush=True)
    time.sleep(0.3)
importer.Importer._store = slowly
command_line.load_embedder = lambda _: Slow()
command_line.app()
"""


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(command_line, "load_embedder", lambda _: ColourEmbedder())

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(command_line.app, [str(argument) for argument in arguments])

    return run


def test_import_says_what_it_did_and_how_it_ended(run: Run, shop: Shop) -> None:
    good = shop.csv([shop.row(1), shop.row(2, category="")])
    result = run("import", good)
    assert result.exit_code == 0
    assert result.stdout == "2 added, 0 changed, 0 unchanged, 0 bad rows, 1 categories predicted; index 000001\n"
    assert run("import", good).stdout == "0 added, 0 changed, 2 unchanged, 0 bad rows; index unchanged\n"


def test_bad_rows_go_to_stderr_and_make_status_2(run: Run, shop: Shop) -> None:
    rows = [shop.row(1), shop.row(2, price="[bold]free[/bold]"), shop.row(3, title="\x1b]0;owned\x07"), shop.row(4)]
    result = run("import", shop.csv(rows))
    assert result.exit_code == 2
    assert "row 3: product 'p2': price '[bold]free[/bold]' is no price: write it like 19.90" in result.stderr
    assert r"row 4: product 'p3': title holds the control character '\x1b'" in result.stderr
    assert "\x07" not in result.output
    assert "2 added, 0 changed, 0 unchanged, 2 bad rows" in result.stdout


def test_nothing_to_read_makes_status_1(run: Run, shop: Shop) -> None:
    for path in (shop.folder / "none.csv", shop.folder):
        result = run("import", path)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"error: {path} is ")
        assert "Traceback" not in result.output


def test_a_bad_database_url_makes_status_1(run: Run, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://shop/shop")
    result = run("import", shop.csv([shop.row(1)]))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "only sqlite and postgresql" in result.stderr


def test_images_may_lie_elsewhere(run: Run, shop: Shop, tmp_path: Path) -> None:
    other = Shop(tmp_path / "photos")
    other.picture("a.png")
    feed = shop.csv([shop.row(1, images="a.png")])
    assert run("import", feed).exit_code == 2
    assert run("import", feed, "--images", other.folder).exit_code == 0


def test_list_and_stats(run: Run, shop: Shop) -> None:
    run("import", shop.csv([shop.row(1, title="A\tshirt\nof two lines"), shop.row(2, category="bags", brand="")]))
    assert run("list").stdout == (
        "p1\tshirts\t19.90 EUR\tTesta\tA shirt of two lines\np2\t~hand bags\t19.90 EUR\t\tThing 2\n"
    )
    assert run("list", "--limit", 1, "--offset", 1).stdout.startswith("p2\t")
    stats = run("stats").stdout
    assert "topwear            1" in stats
    assert "index 000001: 2 pictures of 2 products, colours@1.0.0" in stats


def test_remove(run: Run, shop: Shop) -> None:
    run("import", shop.csv([shop.row(n) for n in range(3)]))
    result = run("remove", "p1", "nobody")
    assert (result.exit_code, result.stdout) == (0, "removed 1\n")
    assert "there is no product 'nobody'" in result.stderr
    assert run("remove", "p1").exit_code == 1
    assert run("remove").exit_code == 2
    assert "p1" not in run("list").stdout


def test_demo_goods_are_marked_and_removed_together(run: Run, shop: Shop) -> None:
    run("import", "--demo", shop.csv([shop.row(n) for n in range(3)], "demo.csv"))
    result = run("import", shop.csv([shop.row(9)]))
    assert "3 products of the demo catalogue are still there: python -m data.catalog remove --demo" in result.stdout
    assert run("remove", "--demo").stdout == "removed 3\n"
    assert run("list").stdout.startswith("p9\t")


def test_only_one_import_at_a_time(run: Run, shop: Shop, settings: Settings) -> None:
    with changing_catalog(settings):
        result = run("import", shop.csv([shop.row(1)]))
    assert result.exit_code == 1
    assert "another import: wait" in result.stderr
    assert run("import", shop.folder / "products.csv").exit_code == 0


def test_rebuild(run: Run, shop: Shop) -> None:
    run("import", shop.csv([shop.row(1)]))
    assert run("rebuild").stdout == "index 000002; 0 categories predicted; 0 unneeded pictures removed\n"


def _start(feed: Path, state: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SLOWLY, "import", str(feed), "--state", str(state)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def _wait_for(process: subprocess.Popen[str], word: str, times: int) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        times -= word in line
        if times == 0:
            return
    pytest.fail(f"the import ended before it could be stopped: {process.wait()}")


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill -9"])
@pytest.mark.parametrize(("stage", "times"), [("stored", 2), ("embedding", 3)])
def test_stopped_half_way_nothing_is_lost(
    settings: Settings,
    shop: Shop,
    how: signal.Signals,
    stage: str,
    times: int,
    run: Run,
) -> None:
    feed = shop.csv([shop.row(n) for n in range(300)])
    process = _start(feed, settings.state)
    _wait_for(process, stage, times)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
    if how is signal.SIGINT:
        assert "stopped: what was read is kept" in said
        assert "Traceback" not in said
    kept = Catalog.open(settings).count()
    assert kept == 300 if stage == "embedding" else 128 <= kept < 300
    assert Generations(settings.index).current() is None, "no index before it is whole"
    result = run("import", feed)
    assert result.stdout == f"{300 - kept} added, 0 changed, {kept} unchanged, 0 bad rows; index 000001\n"
    manifest = Generations(settings.index).manifest()
    assert manifest is not None
    assert manifest.products == 300


@pytest.mark.slow
def test_ten_thousand_rows_in_flat_memory(settings: Settings, shop: Shop) -> None:
    """10,000 products over 1,000 pictures, 1 % of the rows bad; the peak of memory is that of a small import."""
    peaks = {}
    pictures = [shop.picture(f"images/{n}.png", (n % 256, n // 256 * 60, 60)) for n in range(1_000)]
    for count in (1_000, 10_000):
        rows = [shop.row(n, images=pictures[n % 1_000], price="?" if n % 100 == 99 else "19.90") for n in range(count)]
        state = settings.state / str(count)
        command = [sys.executable, "-c", MEASURED, "import", str(shop.csv(rows)), "--state", str(state)]
        begin = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=3600)
        seconds = time.monotonic() - begin
        assert done.returncode == 2, done.stderr[-2000:]
        assert f"{count * 99 // 100} added, 0 changed, 0 unchanged, {count // 100} bad rows" in done.stdout
        assert done.stderr.count("is no price") == count // 100
        peaks[count] = int(done.stdout.split("peak ")[1].split()[0])
        print(f"{count} rows: {seconds:.1f} s, {done.stdout.splitlines()[-1]}")
    assert peaks[10_000] - peaks[1_000] < 60 * 1024, f"{peaks} KiB"


MEASURED = """
import resource, sys
from data.catalog import __main__ as command_line
from tests.data.catalog.conftest import ColourEmbedder
command_line.load_embedder = lambda _: ColourEmbedder()
try:
    command_line.app()
finally:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print("peak", usage.ru_maxrss, "KiB; CPU", round(usage.ru_utime + usage.ru_stime, 1), "s")
"""
