import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageOps

from pipeline.photo import MAX_BYTES, MAX_SIDE, MIN_SIDE, Photo, PhotoError, open_photo


def picture(width: int = 120, height: int = 80) -> Image.Image:
    """Smooth, with four different corners, so that a wrong turn, a wrong scale or wrong colours are seen."""
    y, x = np.mgrid[0:height, 0:width]
    red, green = 255 * x / width, 255 * y / height
    return Image.fromarray(np.stack([red, green, np.full_like(red, 60)], axis=2).astype(np.uint8))


def saved(image: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def difference(photo: Photo, expected: Image.Image) -> float:
    """Mean absolute difference of the pixels, 0..255."""
    assert (photo.width, photo.height) == expected.size
    return float(np.abs(photo.pixels.astype(np.int16) - np.asarray(expected.convert("RGB"))).mean())


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has hardly any data: what a bomb looks like before it is unpacked."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("format_", "options"), [("JPEG", {"quality": 95}), ("PNG", {}), ("WEBP", {"lossless": True})])
def test_the_three_formats(format_: str, options: dict[str, Any]) -> None:
    photo = open_photo(saved(picture(), format_, **options), "a.jpg")
    assert difference(photo, picture()) < 3
    assert photo.pixels.dtype == np.uint8
    assert photo.name == "a.jpg"


@pytest.mark.parametrize(
    ("image", "format_", "tolerance"),
    [
        pytest.param(picture().convert("L"), "PNG", 1, id="grey"),
        pytest.param(picture().convert("L"), "JPEG", 3, id="grey JPEG"),
        pytest.param(picture().convert("1"), "PNG", 1, id="black and white"),
        pytest.param(picture().quantize(200), "PNG", 1, id="palette"),
        pytest.param(picture().convert("CMYK"), "JPEG", 4, id="CMYK"),
        pytest.param(picture().convert("RGBA"), "PNG", 1, id="opaque alpha"),
        pytest.param(picture().convert("RGBA"), "WEBP", 5, id="opaque alpha WebP"),
    ],
)
def test_all_colour_modes(image: Image.Image, format_: str, tolerance: float) -> None:
    assert difference(open_photo(saved(image, format_)), image.convert("RGB")) < tolerance


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 120 * 80).reshape(80, 120)
    photo = open_photo(saved(Image.fromarray(ramp.astype(np.uint16)), "PNG"))
    np.testing.assert_allclose(photo.pixels[..., 1], ramp / 257, atol=1)


def test_sixteen_bit_colour() -> None:
    """Pillow can't write it, so the file is put together here."""
    pixels = np.asarray(picture()).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 120, 80, 16, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    assert difference(open_photo(data), picture()) <= 1


def test_what_is_transparent_becomes_white() -> None:
    image = picture().convert("RGBA")
    image.paste((9, 9, 9, 0), (0, 0, 60, 80))
    for format_ in ("PNG", "WEBP"):
        pixels = open_photo(saved(image, format_, lossless=True)).pixels
        assert (pixels[:, :60] == 255).all()
        assert pixels[:, 61:].max(axis=2).min() < 255


def test_a_palette_with_a_transparent_entry_becomes_white_there() -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.paste(1, (32, 0, 64, 64))
    pixels = open_photo(saved(image, "PNG", transparency=0)).pixels
    assert (pixels[:, :32] == 255).all()
    assert (pixels[:, 32:] == (200, 100, 50)).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_is_applied_once(orientation: int, format_: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = saved(picture(), format_, exif=exif, quality=95)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert difference(open_photo(data), upright) < 2
    if orientation != 1:
        # The test's picture does tell the orientations apart.
        assert upright.size != picture().size or difference(Photo("", np.asarray(upright)), picture()) > 20


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_impossible_orientations_are_ignored(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert difference(open_photo(saved(picture(), exif=exif, quality=95)), picture()) < 3


def test_damaged_exif_does_not_cost_the_photo() -> None:
    for rubbish in (
        b"Exif\0\0",
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01" * 40,
    ):
        assert difference(open_photo(saved(picture(), exif=rubbish, quality=95)), picture()) < 3


def test_a_phones_mpo_is_a_jpeg() -> None:
    """Many phones append a second picture; Pillow then calls the file an MPO."""
    data = saved(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (120, 80))], quality=95)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert difference(open_photo(data), picture()) < 3


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(format_: str) -> None:
    frames = {"save_all": True, "append_images": [Image.new("RGB", (120, 80), "red")] * 2, "lossless": True}
    data = saved(picture(), format_, **frames)
    assert getattr(Image.open(io.BytesIO(data)), "n_frames", 1) > 1
    assert difference(open_photo(data), picture()) < 1


def test_wide_gamut_colours_become_srgb() -> None:
    """A linear profile stands for Display P3 here, which Pillow can't make: the same bytes are other colours."""
    grey = Image.new("RGB", (64, 64), (128, 128, 128))
    linear = linear_profile()
    pixels = open_photo(saved(grey, "PNG", icc_profile=linear)).pixels
    # Linear 128/255 is about 188 in sRGB.
    assert abs(float(pixels.mean()) - 188) < 3


def linear_profile() -> bytes:
    """The sRGB profile with straight tone curves: its three curves are replaced in place."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = bytearray(bytes(profile).replace("sRGB".encode("utf-16-be"), "line".encode("utf-16-be")))
    profile[24:36] = bytes(12)  # when it was made: the tests' files are the same at every run
    for index in range(struct.unpack(">I", profile[128:132])[0]):
        name, start, size = struct.unpack(">4sII", profile[132 + 12 * index : 144 + 12 * index])
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            profile[start : start + size] = (b"curv" + bytes(8)).ljust(size, b"\0")
    return bytes(profile)


@pytest.mark.parametrize("profile", [b"rubbish", bytes(3000), linear_profile()[:400]])
def test_damaged_profiles_do_not_cost_the_photo(profile: bytes) -> None:
    assert difference(open_photo(saved(picture(), icc_profile=profile, quality=95)), picture()) < 3


def test_a_profile_for_other_pixels_is_ignored() -> None:
    assert (
        difference(
            open_photo(saved(picture().convert("L"), "PNG", icc_profile=linear_profile())), picture().convert("L")
        )
        < 1
    )


@pytest.mark.parametrize("size", [(2000, 1500), (1350, 1800), (4000, 130), (1601, 900)])
@pytest.mark.parametrize("format_", ["JPEG", "WEBP"])
def test_large_photos_are_reduced(size: tuple[int, int], format_: str) -> None:
    photo = open_photo(saved(picture(*size), format_))
    assert max(photo.width, photo.height) == MAX_SIDE
    assert photo.width / photo.height == pytest.approx(size[0] / size[1], rel=0.03)
    assert difference(photo, picture(photo.width, photo.height)) < 3


def test_a_photo_from_a_path_has_the_files_name(tmp_path: Path) -> None:
    file = tmp_path / "Straße 1.png"
    picture().save(file)
    assert open_photo(file).name == "Straße 1.png"
    with file.open("rb") as opened:
        assert open_photo(opened, "b.png").name == "b.png"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\fakepath\\me.jpg", "me.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\nb\x1b[31m.png", "ab[31m.png"),
        ("/", "photo"),
        ("", "photo"),
        (None, "photo"),
        ("x" * 300, "x" * 200),
    ],
)
def test_names_are_never_paths(name: str | None, kept: str) -> None:
    assert open_photo(saved(picture()), name).name == kept


class TestRefused:
    """Each message says what is wrong, and what to do."""

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            pytest.param(b"", "empty.*Choose a JPEG", id="0 bytes"),
            pytest.param(b"hello", "not a picture.*Choose a JPEG", id="text"),
            pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture", id="SVG"),
            pytest.param(saved(picture(), "GIF"), "GIF.*Choose a JPEG", id="GIF"),
            pytest.param(saved(picture(), "BMP"), "BMP", id="BMP"),
            pytest.param(saved(picture(), "TIFF"), "TIFF", id="TIFF"),
            pytest.param(saved(picture(), "PDF"), "PDF", id="PDF"),
            pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), "HEIC.*as JPEG", id="iPhone"),
            pytest.param(b"\0\0\0\x20ftypisom" + bytes(50), "film", id="video"),
            pytest.param(saved(picture(1, 1), "PNG"), "too small.*1 x 1", id="1 x 1"),
            pytest.param(saved(picture(MIN_SIDE - 1, 400), "PNG"), "too small", id="31 x 400"),
            pytest.param(saved(picture(40, 4000), "PNG"), "narrow.*40 x 4000", id="a strip"),
            pytest.param(png_header(20_000, 20_000), "pixels.*smaller", id="bomb of 400 megapixels"),
            pytest.param(png_header(8_000, 8_000), "8000 x 8000 pixels; at most 60 million", id="64 megapixels"),
            pytest.param(saved(picture(400, 300))[:4000], "broken or incomplete", id="half a JPEG"),
            pytest.param(saved(picture(400, 300), "PNG")[:-200], "broken or incomplete", id="half a PNG"),
            pytest.param(saved(picture(400, 300), "WEBP")[:-200], "broken|not a picture", id="half a WebP"),
            pytest.param(png_header(400, 400), "broken or incomplete", id="a PNG with a tenth of its data"),
            pytest.param(saved(picture())[:20], "not a picture|broken", id="a JPEG's first bytes"),
        ],
    )
    def test_what_is_no_good_photo(self, data: bytes, message: str) -> None:
        with pytest.raises(PhotoError, match=f"(?s){message}"):
            open_photo(data)

    def test_more_bytes_than_allowed(self) -> None:
        with pytest.raises(PhotoError, match=r"larger than 50 MB.*Choose"):
            open_photo(io.BytesIO(bytes(MAX_BYTES + 1)))

    def test_folders_and_missing_files(self, tmp_path: Path) -> None:
        with pytest.raises(PhotoError, match="directory"):
            open_photo(tmp_path)
        with pytest.raises(PhotoError, match="No such file"):
            open_photo(tmp_path / "none.jpg")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "MPO"]), st.data())
def test_damaged_files_are_opened_or_refused_but_never_a_traceback(format_: str, data: st.DataObject) -> None:
    good = bytearray(saved(picture(64, 48), format_, icc_profile=linear_profile()[:2000]))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo = open_photo(bytes(good[: data.draw(st.integers(0, len(good)))]))
    except PhotoError as error:
        assert str(error).endswith((".", '"'))
    else:
        assert photo.pixels.shape[2] == 3


def camera_photo() -> NDArray[np.uint8]:
    """12 megapixels with the noise of a sensor, which is what makes decoding slow."""
    noise = np.random.default_rng(0).integers(-12, 13, (378, 504, 3), dtype=np.int16)
    tile = (np.asarray(picture(504, 378)) + noise).clip(0, 255).astype(np.uint8)
    return np.tile(tile, (8, 8, 1))


def test_a_phones_photo_opens_at_once() -> None:
    """Measured 90 ms; 150 ms is the aim, doubled here for a busy machine."""
    data = saved(Image.fromarray(camera_photo()), quality=90)
    times = []
    for _ in range(4):
        start = time.thread_time()
        open_photo(data)
        times.append(time.thread_time() - start)
    assert min(times) < 0.3
