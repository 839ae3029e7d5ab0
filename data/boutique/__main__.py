"""`python -m data.boutique`: the product table, product shots, pages and looks, people for keypoint training."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.boutique.assets import AssetError, Assets
from data.boutique.finish import RenderError
from data.boutique.pages import assemble
from data.boutique.products import COLUMNS, SHOP_COLUMNS, Product, first_collection, products, write_catalogue

KINDS = ("products", "pages", "looks")


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; 0 = done, 1 = raw material is missing."""
    wanted = _parser().parse_args(arguments)
    try:
        if wanted.command == "table":
            print(f"{write_catalogue(products(), wanted.out)} products in {wanted.out}")
        elif wanted.command == "render":
            _render(wanted)
        elif wanted.command == "truth":
            _assemble(wanted.out, products())
        else:
            _people(wanted)
    except (AssetError, RenderError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _render(wanted: argparse.Namespace) -> None:
    from data.boutique.blender.batch import render_products, render_street

    assets = Assets(wanted.assets)
    table = first_collection() if wanted.demo else products()
    kinds = wanted.only or ["products", "pages", "looks"]
    named = {name for name in kinds if name not in KINDS}
    goods = {name for name in named if not name.startswith(("page-", "look-"))}
    if "products" in kinds or goods:
        render_products(table, assets, wanted.out, goods, wanted.samples, not wanted.demo)
        columns = COLUMNS if wanted.demo else SHOP_COLUMNS
        rows = write_catalogue(table, wanted.out / "products.csv", wanted.out / "images", columns, not wanted.demo)
        print(f"{rows} of {len(table)} products have a picture: {wanted.out / 'products.csv'}")
    if wanted.demo:
        if "looks" in kinds:
            render_street(first_collection(), assets, wanted.out)
    else:
        _worn(wanted, kinds, named, table, assets)


def _worn(
    wanted: argparse.Namespace, kinds: list[str], named: set[str], table: list[Product], assets: Assets
) -> None:  # fmt: skip
    """People in the goods: pages and looks, then the truth of all that is there."""
    from data.boutique.blender.shop import render_looks, render_pages

    pages, looks = ({name for name in named if name.startswith(start)} for start in ("page-", "look-"))
    if "pages" in kinds or pages:
        render_pages(table, assets, wanted.out, pages)
    if "looks" in kinds or looks:
        render_looks(table, assets, wanted.out, looks)
    _assemble(wanted.out, table)


def _assemble(shop: Path, table: list[Product]) -> None:
    if not shop.is_dir():
        raise AssetError(f"{shop} is not there: `render` makes it")
    pictures, whole = assemble(shop, table)
    print(f"{pictures} pictures of people, {whole} whole pages: {shop / 'truth.json'}, {shop / 'pages.csv'}")


def _people(wanted: argparse.Namespace) -> None:
    from data.boutique.blender.batch import render_people

    render_people(first_collection(), Assets(wanted.assets), wanted.out, wanted.count)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.boutique", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    table = commands.add_parser("table", help="write the product table (no Blender needed)")
    table.add_argument("--out", type=Path, required=True, help="CSV file to write")
    render = commands.add_parser("render", help="product shots, pages and looks; skips what is done")
    render.add_argument("--only", nargs="*", help="`products`, `pages`, `looks`, or ids of single ones of them")
    render.add_argument("--demo", action="store_true", help="the first collection and six looks, as in data/demo")
    render.add_argument(
        "--samples", type=int, default=3, help="samples a pixel of product shots (default 3; they are denoised)"
    )
    people = commands.add_parser("people", help="people with exact keypoints; skips what is done")
    people.add_argument("--count", type=int, default=120, help="how many (default 120)")
    truth = commands.add_parser("truth", help="gather truth.json and pages.csv of what is rendered (no Blender needed)")
    truth.add_argument("--out", type=Path, required=True, help="the shop's folder")
    for command in (render, people):
        command.add_argument("--assets", type=Path, required=True, help="MakeHuman CC0 folder with bitmaps.json")
        command.add_argument("--out", type=Path, required=True, help="folder to write to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
