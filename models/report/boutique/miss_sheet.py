"""A picture of what the search misses: the look with the article's box, what was wanted, and what was found instead."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

from data.boutique.shop_records import Shop
from models.report.boutique.queries import Query
from models.report.boutique.retrieval import FOUND, RANKED_LOW, outcome, rank

ROWS, COLUMNS, ANSWERS = 15, 2, 3
"""Misses on a sheet, and how many of the first answers each shows."""
HEIGHT, LOOK, GOODS, WORDS, GAP = 150, 112, 100, 132, 6
"""Pixels: of a row, of the look's, a product's and the words' width, between things."""
INK, FAINT, PAPER, BOX = (24, 24, 27), (110, 110, 118), (255, 255, 255), (214, 40, 57)
"""Colours of writing, of an outline, of the ground, of the article's box."""


def miss_sheet(shop: Shop, queries: Sequence[Query]) -> Image.Image:
    """One row a miss; of more misses than fit as many of each kind as its share.

    Args:
        shop: the boutique that was asked for.
        queries: what was asked and answered, found or not.
    """
    missed = _spread([query for query in queries if outcome(query) != FOUND])
    rows = max(1, -(-len(missed) // COLUMNS))
    width = LOOK + WORDS + GOODS * (1 + ANSWERS) + GAP * (4 + ANSWERS)
    sheet = Image.new("RGB", (width * COLUMNS, (HEIGHT + GAP) * rows + GAP), PAPER)
    for number, query in enumerate(missed):
        row, column = divmod(number, COLUMNS)
        sheet.paste(_row(shop, query, width), (column * width, GAP + row * (HEIGHT + GAP)))
    return sheet


def _spread(missed: Sequence[Query]) -> list[Query]:
    """At most as many as fit, evenly out of the list by kind of miss and category."""
    ordered = sorted(missed, key=lambda query: (outcome(query), query.broad.value, query.picture, query.product))
    most = ROWS * COLUMNS
    return ordered if len(ordered) <= most else [ordered[number * len(ordered) // most] for number in range(most)]


def _row(shop: Shop, query: Query, width: int) -> Image.Image:
    row = Image.new("RGB", (width, HEIGHT), PAPER)
    row.paste(_look(shop, query), (GAP, 0))
    left = LOOK + 2 * GAP
    pen, font = ImageDraw.Draw(row), ImageFont.load_default(12)
    pen.multiline_text((left, 4), _words(query), INK, font, spacing=4)
    left += WORDS
    for place, product in enumerate((query.product, *query.answers[:ANSWERS])):
        x = left + place * (GOODS + GAP)
        row.paste(_goods(shop, product), (x, HEIGHT - GOODS - 8))
        title = "wanted" if place == 0 else f"found {place}"
        pen.text((x + 2, 14), title, INK if place == 0 else FAINT, font)
        pen.text((x + 2, 28), product, FAINT, font)
    return row


def _words(query: Query) -> str:
    """What became of the query, in a few short lines."""
    told = [query.broad.value, *outcome(query).split(" below ")]
    if outcome(query) == RANKED_LOW:
        place = f"place {rank(query)}" if query.product in query.answers else "not found at all"
        told = [query.broad.value, "ranked low:", place]
    elif query.found is not None:
        told.append(f"taken for {query.found.value}")
    return "\n".join(told)


def _look(shop: Shop, query: Query) -> Image.Image:
    with Image.open(shop.path(query.picture)) as file:
        picture = file.convert("RGB")
    scale = min(LOOK / picture.width, HEIGHT / picture.height)
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    corners = tuple(edge * scale for edge in query.box)
    ImageDraw.Draw(small).rectangle(corners, outline=BOX, width=2)
    return small


def _goods(shop: Shop, product: str) -> Image.Image:
    with Image.open(shop.path(shop.goods[product].images[0])) as file:
        return ImageOps.pad(file.convert("RGB"), (GOODS, GOODS), color=PAPER)
