"""What one row of a shop's file must look like: `read_goods` checks it and says all that is wrong with it at once."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from data.catalog.tables import (
    ATTRIBUTE_LENGTH,
    BRAND_LENGTH,
    ID_LENGTH,
    MODEL_LENGTH,
    SOURCE_LENGTH,
    TITLE_LENGTH,
)
from data.taxonomy import BROAD_LABELS, FINE_TYPES, Broad

# A product page of a generous shop, and then some.
MAX_PICTURES = 40
# A comma stands for the decimal point only where it can't stand for thousands.
PRICE = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,3})|,([0-9]{1,2}))?")

# Later entries win: "shoes" is a broad label and a fine one, and the broad one leaves the fine type open.
CATEGORIES: dict[str, str] = (
    {fine.label.casefold(): fine.name for fine in FINE_TYPES}
    | {label.casefold(): broad.value for broad, label in BROAD_LABELS.items()}
    | {fine.name: fine.name for fine in FINE_TYPES}
    | {broad.value: broad.value for broad in Broad}
)
KNOWN = tuple(dict.fromkeys([broad.value for broad in Broad] + [fine.name for fine in FINE_TYPES]))


class GoodsError(ValueError):
    """A row can't be taken; the message names every problem and what to do."""


def shown(value: object, limit: int = 60) -> str:
    """A stranger's value for a message: quoted, shortened, its control characters made visible."""
    text = value if isinstance(value, str) else str(value)
    return repr(text if len(text) <= limit else text[:limit] + "…")


def _text(limit: int, needed: bool = True, lines: bool = False) -> Callable[[Any], str]:
    """A check for plain text of at most `limit` characters, `lines` and tabs allowed or not."""

    def check(value: Any) -> str:
        if value is None:
            value = ""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValueError(f"{shown(value)} is no text")
        text = str(value).strip()
        _check_characters(text, "\t\n\r" if lines else "")
        if needed and not text:
            raise ValueError("is missing")
        if len(text) > limit:
            raise ValueError(f"has {len(text)} characters: shorten it to {limit}")
        return text

    return check


def _check_characters(text: str, allowed: str) -> None:
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cs":
            raise ValueError(f'{shown(text)} is not UTF-8: save the file as UTF-8 (in Excel: "CSV UTF-8")')
        if kind == "Cc" and character not in allowed:
            raise ValueError(f"holds the control character {character!r}: remove it")


def _price(value: Any) -> Decimal:
    text = value
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValueError("is missing: write it like 19.90")
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= 12:
        text = format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
    if not isinstance(text, str) or (match := PRICE.fullmatch(text.strip())) is None:
        raise ValueError(f"{shown(value)} is no price: write it like 19.90, without currency or thousands separators")
    whole, *parts = match.groups(default="")
    return Decimal(f"{whole}.{''.join(parts) or 0}")


def _currency(value: Any) -> str:
    text = str(value if value is not None else "").strip()
    if not text:
        raise ValueError("is missing: write its three letters, such as EUR")
    if not re.fullmatch("[A-Za-z]{3}", text):
        raise ValueError(f"{shown(text)} is no currency: write its three letters, such as EUR")
    return text.upper()


def _category(value: Any) -> str | None:
    text = " ".join(_text(100, needed=False)(value).replace("_", " ").split()).casefold()
    if not text:
        return None
    if text not in CATEGORIES:
        close = difflib.get_close_matches(text, CATEGORIES, n=1)
        known = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(KNOWN)}"
        raise ValueError(f"{shown(value)} is unknown; leave it empty to have it predicted; {known}")
    return CATEGORIES[text]


def _model(value: Any) -> str | None:
    return _text(MODEL_LENGTH, needed=False)(value) or None


def _attribute(value: Any) -> str | None:
    """In small letters and single spaces: "Navy " and "navy" are one colour."""
    return " ".join(_text(ATTRIBUTE_LENGTH, needed=False)(value).split()).casefold() or None


def _images(value: Any) -> tuple[str, ...]:
    names = value.split("|") if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("must be a list of paths, or paths with | between them")
    paths = tuple(_text(SOURCE_LENGTH)(name) for name in names if name.strip())
    if not paths:
        raise ValueError("are missing: give the path of at least one picture")
    if len(paths) > MAX_PICTURES:
        raise ValueError(f"are {len(paths)}: give at most {MAX_PICTURES}")
    return paths


class Goods(BaseModel):
    """A checked row.

    Attributes:
        id, title, brand: plain text, the white space around it removed; brand may be empty.
        price: not negative, at most three decimals.
        currency: three capitals.
        category: a broad name or a fine type of `data.taxonomy`; None where it is to be predicted.
        model: what the colours of one cut and pattern have in common; None for a product without other colours.
        colour, pattern, neckline, sleeve, occasion: the shop's words in small letters; None where it says nothing.
        images: paths as given, at least one; the first is the main picture, all are its product page.
    """

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, BeforeValidator(_text(ID_LENGTH))]
    title: Annotated[str, BeforeValidator(_text(TITLE_LENGTH, lines=True))]
    brand: Annotated[str, BeforeValidator(_text(BRAND_LENGTH, needed=False, lines=True))]
    price: Annotated[Decimal, BeforeValidator(_price)]
    currency: Annotated[str, BeforeValidator(_currency)]
    category: Annotated[str | None, BeforeValidator(_category)]
    model: Annotated[str | None, BeforeValidator(_model)]
    colour: Annotated[str | None, BeforeValidator(_attribute)]
    pattern: Annotated[str | None, BeforeValidator(_attribute)]
    neckline: Annotated[str | None, BeforeValidator(_attribute)]
    sleeve: Annotated[str | None, BeforeValidator(_attribute)]
    occasion: Annotated[str | None, BeforeValidator(_attribute)]
    images: Annotated[tuple[str, ...], BeforeValidator(_images)]


def read_goods(fields: Mapping[str, Any]) -> Goods:
    """Check the fields of one row.

    Raises:
        GoodsError: with every problem of the row in one line.
    """
    try:
        return Goods.model_validate({name: fields.get(name) for name in Goods.model_fields})
    except ValidationError as error:
        problems = [f"{found['loc'][0]} {found['msg'].removeprefix('Value error, ')}" for found in error.errors()]
        raise GoodsError("; ".join(problems)) from None
