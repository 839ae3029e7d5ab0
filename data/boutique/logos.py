"""The brands' logos, drawn in code: a mark of plain shapes, the name below it, or a woven label. All our own."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from data.boutique.brands import BY_NAME
from data.boutique.drawing import Pen

STYLES = ("mark", "stacked", "label")
"""The mark alone; the mark above the name; the name on a woven label."""


def _leaf(pen: Pen, x: float, y: float, turn: float, long: float, wide: float) -> None:
    """A pointed leaf from its foot at (x, y); turn in degrees, 0 = upwards."""
    points = []
    for k in range(21):
        t = k / 20
        half = wide * math.sin(math.pi * t) * (1 - 0.4 * t)
        points.append((t * long, half))
    outline = points + [(a, -b) for a, b in reversed(points)]
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    pen.shape(*[(x + b * c + a * s, y - a * c + b * s) for a, b in outline])


def _tavrel(pen: Pen) -> None:
    """A moss frond."""
    pen.line((0.5, 0.95), (0.5, 0.3), width=0.04)
    for level, long in ((0.85, 0.3), (0.66, 0.34), (0.48, 0.28)):
        for side in (-1, 1):
            _leaf(pen, 0.5, level, side * 52, long, 0.09)
    _leaf(pen, 0.5, 0.36, 0, 0.32, 0.09)


def _okenfold(pen: Pen) -> None:
    """A sheet folded twice."""
    pen.shape((0.05, 0.3), (0.5, 0.05), (0.5, 0.5), (0.05, 0.75))
    pen.shape((0.56, 0.08), (0.95, 0.34), (0.56, 0.56))
    pen.shape((0.08, 0.82), (0.5, 0.58), (0.93, 0.44), (0.93, 0.68), (0.5, 0.96))


def _brindlequay(pen: Pen) -> None:
    """A bollard above two waves."""
    pen.shape((0.36, 0.18), (0.64, 0.18), (0.58, 0.3), (0.6, 0.58), (0.4, 0.58), (0.42, 0.3))
    pen.shape((0.3, 0.08), (0.7, 0.08), (0.7, 0.2), (0.3, 0.2))
    for level in (0.7, 0.86):
        wave = [(0.08 + 0.84 * k / 40, level + 0.045 * math.sin(k / 40 * 6 * math.pi)) for k in range(41)]
        pen.line(*wave, width=0.07)


def _juniver(pen: Pen) -> None:
    """A sprig with berries."""
    pen.line(*[(0.2 + 0.6 * t, 0.92 - 0.8 * t**1.5) for t in (k / 20 for k in range(21))], width=0.045)
    for x, y, radius in ((0.22, 0.62, 0.1), (0.42, 0.42, 0.1), (0.62, 0.2, 0.1), (0.58, 0.78, 0.1), (0.82, 0.5, 0.1)):
        pen.disc(x, y, radius)


def _sollenby(pen: Pen) -> None:
    """A rising sun."""
    pen.disc(0.5, 0.7, 0.27)
    pen.shape((0, 0.7), (1, 0.7), (1, 1), (0, 1), erase=True)
    for k in range(7):
        a = math.radians(180 + 30 * k)
        pen.line(*[(0.5 + r * math.cos(a), 0.68 + r * math.sin(a)) for r in (0.34, 0.46)], width=0.06)
    pen.line((0.06, 0.8), (0.94, 0.8), width=0.06)


def _quartermere(pen: Pen) -> None:
    """A square pool, one quarter of its frame open."""
    pen.shape((0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92))
    pen.shape((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), erase=True)
    pen.shape((0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1), erase=True)
    pen.shape((0.56, 0.56), (0.9, 0.9), (0.74, 0.98), (0.4, 0.64))
    pen.disc(0.38, 0.38, 0.09)


def _fennaka(pen: Pen) -> None:
    """The head of a desert fox: ears larger than its face."""
    pen.shape((0.05, 0.02), (0.4, 0.42), (0.14, 0.58))
    pen.shape((0.95, 0.02), (0.6, 0.42), (0.86, 0.58))
    pen.shape((0.2, 0.6), (0.42, 0.46), (0.58, 0.46), (0.8, 0.6), (0.5, 0.98))
    for x in (0.4, 0.6):
        pen.disc(x, 0.62, 0.04, erase=True)


def _ostrelle(pen: Pen) -> None:
    """Nine dots on a spiral."""
    for k in range(9):
        a, r = math.radians(52 * k), 0.09 + 0.037 * k
        pen.disc(0.5 + r * math.cos(a), 0.5 + r * math.sin(a), 0.035 + 0.007 * k)


def _pellworth(pen: Pen) -> None:
    """A yard's gate below a gable."""
    pen.line((0.06, 0.42), (0.5, 0.08), (0.94, 0.42), width=0.09)
    for x in (0.16, 0.39, 0.61, 0.84):
        pen.line((x, 0.54), (x, 0.94), width=0.07)
    pen.line((0.16, 0.74), (0.84, 0.74), width=0.06)


def _velorrin(pen: Pen) -> None:
    """A swift in flight."""
    pen.shape((0.02, 0.22), (0.3, 0.28), (0.52, 0.5), (0.7, 0.3), (0.99, 0.06), (0.8, 0.44), (0.6, 0.66), (0.62, 0.96),
              (0.48, 0.72), (0.3, 0.62), (0.4, 0.54), (0.24, 0.36))  # fmt: skip


def _dunnowell(pen: Pen) -> None:
    """A drop above the rim of a well."""
    pen.shape((0.5, 0.02), (0.66, 0.34), (0.34, 0.34))
    pen.disc(0.5, 0.4, 0.175)
    pen.arc(0.5, 0.46, 0.4, 20, 160, 0.09)


def _kettlemarsh(pen: Pen) -> None:
    """Three bulrushes."""
    for x, top in ((0.22, 0.3), (0.5, 0.1), (0.78, 0.24)):
        pen.line((x, top), (0.5 + (x - 0.5) * 0.35, 0.95), width=0.035)
        pen.line((x, top + 0.05), (x + (0.5 - x) * 0.16, top + 0.27), width=0.12)


def _arbelune(pen: Pen) -> None:
    """A crescent and its string, as a bow."""
    pen.disc(0.46, 0.5, 0.44)
    pen.disc(0.64, 0.5, 0.4, erase=True)
    pen.line((0.6, 0.12), (0.6, 0.88), width=0.045)
    pen.disc(0.82, 0.5, 0.07)


def _skerrygate(pen: Pen) -> None:
    """Two rocks and the passage between them."""
    pen.shape((0.02, 0.86), (0.28, 0.16), (0.46, 0.86))
    pen.shape((0.54, 0.86), (0.7, 0.36), (0.98, 0.86))
    pen.line((0.06, 0.95), (0.94, 0.95), width=0.05)


MARKS: dict[str, Callable[[Pen], None]] = {
    "Tavrel & Moss": _tavrel, "Okenfold": _okenfold, "Brindlequay": _brindlequay, "Juniver Lane": _juniver,
    "Sollenby": _sollenby, "Quartermere": _quartermere, "Fennaka": _fennaka, "Ostrelle Nine": _ostrelle,
    "Pellworth Yard": _pellworth, "Velorrin": _velorrin, "Dunnowell": _dunnowell, "Kettlemarsh": _kettlemarsh,
    "Arbelune": _arbelune, "Skerrygate": _skerrygate,
}  # fmt: skip


def logo(brand: str, style: str, ground: str) -> Image.Image:
    """A logo, trimmed to what is drawn of it: its frame is its box.

    Args:
        brand: a name in `brands.BRANDS`.
        style: one of `STYLES`.
        ground: colour of the cloth, `#rrggbb`; the logo takes whichever of the brand's colours stands out more.

    Returns:
        RGBA.

    Raises:
        ValueError: brand or style is unknown.
    """
    if brand not in MARKS or style not in STYLES:
        raise ValueError(f"no {style!r} logo of {brand!r}; styles are {', '.join(STYLES)}, brands {', '.join(MARKS)}")
    known = BY_NAME[brand]
    ink, other = sorted((known.ink, known.paper), key=lambda colour: -contrast(colour, ground))
    return drawn(MARKS[brand], brand, style, ink, other)


def drawn(mark: Callable[[Pen], None], name: str, style: str, ink: str, other: str) -> Image.Image:
    """A logo of any brand, trimmed, RGBA.

    Args:
        mark: draws its sign.
        name: what is written under the sign, or on the label.
        style: one of `STYLES`.
        ink: colour of sign and name, `#rrggbb`, or of the label's cloth.
        other: colour of the name on the label.
    """
    if style == "label":
        return _label(name, ink, other)
    pen = Pen(ink)
    mark(pen)
    sign = _trimmed(pen.picture)
    return sign if style == "mark" else _stacked(sign, _word(name, ink, 96))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _trimmed(picture: Image.Image) -> Image.Image:
    return picture.crop(picture.getchannel("A").getbbox())


def _word(text: str, ink: str, height: int) -> Image.Image:
    """The name in capitals, in the face that comes with Pillow (Aileron, CC0)."""
    font = ImageFont.load_default(height)
    spaced = " ".join(text.upper().replace(" ", "  "))
    box = font.getbbox(spaced)
    page = Image.new("RGBA", (int(box[2]) + 20, int(box[3]) + 20), (0, 0, 0, 0))
    ImageDraw.Draw(page).text((10, 10), spaced, font=font, fill=ink, stroke_width=max(1, height // 28), stroke_fill=ink)
    return _trimmed(page)


def _stacked(mark: Image.Image, word: Image.Image) -> Image.Image:
    width = max(round(mark.width * 1.5), 600)
    word = word.resize((width, max(1, round(word.height * width / word.width))), Image.Resampling.LANCZOS)
    page = Image.new("RGBA", (width, mark.height + word.height + 40), (0, 0, 0, 0))
    page.paste(mark, ((width - mark.width) // 2, 0))
    page.paste(word, (0, mark.height + 40))
    return page


def _label(brand: str, ground: str, thread: str) -> Image.Image:
    """A woven label: the name and its frame on the brand's colour."""
    word = _word(brand, thread, 110)
    page = Image.new("RGBA", (word.width + 110, word.height + 110), ground)
    page.alpha_composite(word, (55, 55))
    ImageDraw.Draw(page).rectangle((14, 14, page.width - 15, page.height - 15), outline=thread, width=6)
    return page
