from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from data.catalog.generations import CURRENT, Generations, Manifest
from data.catalog.live import LiveIndex
from data.taxonomy import Broad
from pipeline.retrieval import IndexRow, ShopIndex, ShopIndexError

MODEL = "colours@1.0.0"


def make_index(size: int, model: str = MODEL) -> ShopIndex:
    vectors = np.eye(size + 1, 64, dtype=np.float32)[:size]
    rows = [IndexRow(f"p{n}", f"{n}.webp") for n in range(size)]
    return ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, model)


def write(generations: Generations, size: int, model: str = MODEL) -> str:
    manifest = Manifest(model=model, fingerprint=str(size), pictures=size, products=size)
    return generations.write(make_index(size, model), manifest)


def test_the_last_two_generations_are_kept(tmp_path: Path) -> None:
    generations = Generations(tmp_path / "index")
    assert generations.current() is None
    assert generations.manifest() is None
    names = [write(generations, size) for size in (1, 2, 3, 4)]
    assert names == ["000001", "000002", "000003", "000004"]
    assert generations.current() == "000004"
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["000003", "000004", CURRENT]
    assert generations.load("000004").size == 4


@pytest.mark.parametrize("until", ["index", "manifest", "rename", "pointer"])
def test_a_writer_that_dies_leaves_the_generation_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: str
) -> None:
    """Wherever the writer ends, readers have the old index, and the next writer mends the folder."""
    generations = Generations(tmp_path)
    write(generations, 1)

    def die(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if until == "index":
            patch.setattr("pathlib.Path.write_text", die)
        elif until == "manifest":
            patch.setattr(Manifest, "model_dump_json", die)
        elif until == "rename":
            patch.setattr("pathlib.Path.rename", die)
        else:
            patch.setattr("pathlib.Path.replace", die)
        with pytest.raises(KeyboardInterrupt):
            write(generations, 2)
    assert generations.current() == "000001"
    live = LiveIndex(tmp_path, MODEL).current()
    assert live is not None
    assert live.size == 1
    name = write(generations, 3)
    assert generations.current() == name
    assert generations.load(name).size == 3
    assert not list(tmp_path.glob("*.part"))


def test_live_index_follows_without_a_restart(tmp_path: Path) -> None:
    generations, live = Generations(tmp_path), LiveIndex(tmp_path, MODEL)
    assert live.current() is None
    for size in (3, 1, 5):
        write(generations, size)
        index = live.current()
        assert index is not None
        assert index.size == size
        assert live.current() is index


def test_an_empty_generation_is_an_index_too(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    generations.write(ShopIndex({}, {}, MODEL), Manifest(model=MODEL, fingerprint="", pictures=0, products=0))
    live = LiveIndex(tmp_path, MODEL).current()
    assert live is not None
    assert live.size == 0


def test_another_models_index_is_refused_with_what_to_do(tmp_path: Path) -> None:
    write(Generations(tmp_path), 2, "colours@0.9.0")
    live = LiveIndex(tmp_path, MODEL)
    for _ in range(2):
        with pytest.raises(ShopIndexError, match=r"colours@0\.9\.0.*colours@1\.0\.0.*data\.catalog rebuild"):
            live.current()


def test_an_unusable_new_generation_leaves_the_old_one_in_use(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    generations, live = Generations(tmp_path), LiveIndex(tmp_path, MODEL)
    write(generations, 2)
    old = live.current()
    write(generations, 3, "colours@2.0.0")
    assert live.current() is old
    assert live.current() is old
    assert len(caplog.records) == 1, "said once, not with every photo"
    assert "colours@2.0.0" in caplog.text
    write(generations, 4)
    new = live.current()
    assert new is not None
    assert new.size == 4


def test_a_damaged_generation_is_refused(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    write(generations, 2)
    next((tmp_path / "000001").glob("*.faiss")).write_bytes(b"half")
    with pytest.raises(ShopIndexError):
        LiveIndex(tmp_path, MODEL).current()


@pytest.mark.parametrize("text", ["", "../../etc", "000009", "\xff\xfe", "000001\n000002"])
def test_a_strange_current_file_never_leads_astray(tmp_path: Path, text: str) -> None:
    generations = Generations(tmp_path)
    write(generations, 2)
    (tmp_path / CURRENT).write_bytes(text.encode("latin-1"))
    live = LiveIndex(tmp_path, MODEL)
    if text == "000009":
        with pytest.raises(ShopIndexError):
            live.current()
    else:
        assert live.current() is None
    assert generations.manifest() is None
    assert write(generations, 3) == "000002"
    index = live.current()
    assert index is not None
    assert index.size == 3


def test_a_generation_removed_while_it_is_read_gives_the_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = Generations(tmp_path)
    write(generations, 1)
    load = ShopIndex.load

    def slow(folder: Path) -> ShopIndex:
        if folder.name == "000001":
            for size in (2, 3, 4):
                write(generations, size)
            shutil.rmtree(folder, ignore_errors=True)
        return load(folder)

    monkeypatch.setattr(ShopIndex, "load", slow)
    index = LiveIndex(tmp_path, MODEL).current()
    assert index is not None
    assert index.size == 4


def test_readers_never_see_half_an_index(tmp_path: Path) -> None:
    """Four readers ask without pause while a writer publishes 20 generations: each answer is one whole index."""
    generations, live = Generations(tmp_path), LiveIndex(tmp_path, MODEL)
    write(generations, 1)
    ended = threading.Event()
    failures: list[BaseException] = []
    sizes: set[int] = set()

    def read() -> None:
        try:
            while not ended.is_set():
                index = live.current()
                assert index is not None
                vectors = np.eye(1, 64, dtype=np.float32)
                assert len(index.search(Broad.BAGS, vectors, 30)[0]) == min(index.size, 30)
                sizes.add(index.size)
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for size in range(2, 22):
        write(generations, size)
    ended.wait(0.05)
    ended.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(sizes) > 1
    final = live.current()
    assert final is not None
    assert final.size == 21
