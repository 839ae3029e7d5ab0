"""A look drawn on its photo, for those who debug, label or write: masks, boxes, icons, names and keypoints."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from data.taxonomy import FINE_BY_NAME, Broad
from pipeline.colours import COLOURS, HAIRLINE
from pipeline.look import Article, Keypoints, Look, Point
from pipeline.photo import Photo

TINT = 0.4
SEEN = 0.5
SMOOTH = 4
"""Icons are drawn this much larger and reduced: Pillow's shapes have hard edges."""
BONES: tuple[tuple[str, str], ...] = (
    ("left_shoulder", "right_shoulder"), ("left_shoulder", "left_elbow"), ("left_elbow", "left_wrist"),
    ("right_shoulder", "right_elbow"), ("right_elbow", "right_wrist"), ("left_shoulder", "left_hip"),
    ("right_shoulder", "right_hip"), ("left_hip", "right_hip"), ("left_hip", "left_knee"),
    ("left_knee", "left_ankle"), ("right_hip", "right_knee"), ("right_knee", "right_ankle"),
)  # fmt: skip

Rectangle = tuple[float, float, float, float]


def annotate(photo: Photo, look: Look) -> Image.Image:
    """Draw a look on the photo it was made of; the more certain article lies on top.

    Args:
        photo: not changed.
        look: of this photo, after any number of stages.

    Returns:
        An RGB picture of the photo's size.

    Raises:
        ValueError: the look is of a photo of another size.
    """
    if (look.width, look.height) != (photo.width, photo.height):
        raise ValueError(f"a look of {look.width} x {look.height} on a photo of {photo.width} x {photo.height} pixels")
    rising = look.articles[::-1]
    picture = Image.fromarray(_tinted(photo.pixels, rising))
    unit = max(1.0, min(photo.width, photo.height) / 550)
    draw = ImageDraw.Draw(picture)
    for article in rising:
        _outline(draw, article.box, COLOURS[article.broad], max(1, round(1.5 * unit)))
    if look.keypoints is not None:
        _skeleton(draw, look.keypoints, unit)
    for article in rising:
        if article.icon is not None:
            _paste_icon(picture, article.icon, article.broad, round(9 * unit))
    _labels(draw, look.articles, picture.size, unit)
    return picture


def _tinted(pixels: NDArray[np.uint8], articles: Iterable[Article]) -> NDArray[np.uint8]:
    canvas = pixels.copy()
    for article in articles:
        colour = np.array(ImageColor.getrgb(COLOURS[article.broad]), dtype=np.float32)
        inside = article.mask.decode()
        # From the photo, not from the canvas: under two masks the cloth would vanish in colour.
        canvas[inside] = (pixels[inside] * (1 - TINT) + colour * TINT).astype(np.uint8)
    return canvas


def _outline(draw: ImageDraw.ImageDraw, box: Rectangle, colour: str, width: int) -> None:
    draw.rectangle(_grown(box, 1), outline=HAIRLINE, width=width + 2)
    draw.rectangle(box, outline=colour, width=width)


def _skeleton(draw: ImageDraw.ImageDraw, keypoints: Keypoints, unit: float) -> None:
    """Only what is seen."""
    seen = {name: (x, y) for name, (x, y, visibility) in keypoints.points.items() if visibility >= SEEN}
    for start, end in BONES:
        if start in seen and end in seen:
            draw.line([seen[start], seen[end]], fill="white", width=round(unit))
    for x, y in seen.values():
        draw.circle((x, y), 2.5 * unit, fill="white", outline=HAIRLINE)


def _paste_icon(picture: Image.Image, icon: Point, broad: Broad, radius: int) -> None:
    """A ring in the category's colour with a white core and dark hairlines, as on the page."""
    side = 2 * radius + 1
    tile = Image.new("RGBA", (side * SMOOTH, side * SMOOTH))
    draw, centre = ImageDraw.Draw(tile), side * SMOOTH / 2
    for part, colour in ((1.0, HAIRLINE), (0.9, COLOURS[broad]), (0.52, HAIRLINE), (0.44, "#ffffff")):
        draw.circle((centre, centre), part * centre - 1, fill=colour)
    tile = tile.resize((side, side), Image.Resampling.BOX)
    picture.paste(tile, (int(icon[0]) - radius, int(icon[1]) - radius), tile)


def _labels(draw: ImageDraw.ImageDraw, articles: Iterable[Article], size: tuple[int, int], unit: float) -> None:
    font = ImageFont.load_default(size=round(13 * unit))
    taken: list[Rectangle] = []
    for article in articles:
        text = f"{FINE_BY_NAME[article.fine].label} {article.score:.0%}"
        frame = _free(_text_frame(draw, text, article.box, font, size), taken)
        taken.append(frame)
        draw.rectangle(frame, fill=HAIRLINE, outline=COLOURS[article.broad], width=max(1, round(unit)))
        middle = ((frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2)
        draw.text(middle, text, fill="white", font=font, anchor="mm")


def _text_frame(
    draw: ImageDraw.ImageDraw,
    text: str,
    box: Rectangle,
    font: ImageFont.ImageFont | ImageFont.FreeTypeFont,
    size: tuple[int, int],
) -> Rectangle:
    """On the upper left corner of the box, moved into the photo."""
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    width, height = right - left + 8, bottom - top + 8
    x = max(0.0, min(box[0], size[0] - width - 1))
    y = max(0.0, min(box[1] - height, size[1] - height - 1))
    return x, y, x + width, y + height


def _free(frame: Rectangle, taken: Iterable[Rectangle]) -> Rectangle:
    """Pushed down until no earlier label is covered."""
    x0, y0, x1, y1 = frame
    for other in sorted(taken, key=lambda rectangle: rectangle[1]):
        if x0 < other[2] and other[0] < x1 and y0 < other[3] and other[1] < y1:
            y0, y1 = other[3] + 1, other[3] + 1 + y1 - y0
    return x0, y0, x1, y1


def _grown(box: Rectangle, by: float) -> Rectangle:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
