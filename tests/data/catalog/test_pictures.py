from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.catalog.pictures import MAX_SIDE, PictureError, PictureStore, image_name

RED = np.full((900, 1200, 3), (200, 20, 30), np.uint8)


def encoded(pixels: np.ndarray = RED, kind: str = "JPEG", **options: object) -> bytes:  # type: ignore[type-arg]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def test_pictures_are_kept_as_small_clean_webp(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret: where it was taken"
    data = encoded(exif=exif, comment=b"<script>alert(1)</script>")
    store = PictureStore(tmp_path / "pictures")
    sha256 = store.add(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    kept = store.path(sha256).read_bytes()
    assert b"secret" not in kept
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("WEBP", (640, 480))
    assert np.abs(store.pixels(sha256).astype(int) - RED[:480, :640]).max() <= 6


def test_small_pictures_are_not_enlarged_and_narrow_ones_are_kept(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    assert store.pixels(store.add(encoded(RED[:40, :50]))).shape == (40, 50, 3)
    narrow = store.pixels(store.add(encoded(np.full((1500, 60, 3), 9, np.uint8))))
    assert narrow.shape == (MAX_SIDE, 26, 3)


def test_the_same_bytes_are_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PictureStore(tmp_path)
    sha256 = store.add(encoded())
    monkeypatch.setattr("data.catalog.pictures.open_photo", None)
    assert store.add(encoded()) == sha256
    assert len(list(tmp_path.iterdir())) == 1


def test_only_names_of_kept_pictures_are_found(tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "pictures")
    name = image_name(store.add(encoded()))
    (tmp_path / "secret.webp").write_bytes(b"secret")
    (tmp_path / "pictures" / "notes.txt").write_text("secret")
    assert store.find(name) == tmp_path / "pictures" / name
    missing = image_name("0" * 64)
    for wrong in ("", ".", "../secret.webp", "notes.txt", f"./{name}", f"{name}\n", f"{name}\0", name.upper(), missing):
        assert store.find(wrong) is None, wrong


def test_a_damaged_picture_is_named_and_can_be_added_again(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    sha256 = store.add(encoded())
    store.path(sha256).write_bytes(b"RIFF\0\0\0\0WEBPVP8 ")
    with pytest.raises(PictureError, match=f"{sha256}.webp is damaged or gone.*import its product again"):
        store.pixels(sha256)
    store.add(encoded())
    assert store.pixels(sha256).shape == (480, 640, 3)


def test_sweep_removes_what_is_not_needed_and_nothing_else(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    kept, gone = store.add(encoded()), store.add(encoded(RED[:100]))
    (tmp_path / f"{kept}.123.part").write_bytes(b"half")
    (tmp_path / "mine.webp").write_bytes(b"not ours")
    assert store.sweep({kept}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([image_name(kept), "mine.webp"])
    assert store.find(image_name(gone)) is None
