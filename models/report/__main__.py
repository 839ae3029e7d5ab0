"""Every figure that the README quotes, from the shipped weights.

`python -m models.report --street DIR --luma DIR` measures on real photos, `python -m models.report boutique
--boutique DIR` on the boutique's test products.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.report import photos
from models.report.boutique import measure

app = typer.Typer(add_completion=False, help=__doc__)


@app.callback(invoke_without_command=True)
def real_photos(
    context: typer.Context,
    street: Annotated[Path | None, typer.Option(help="folder of Clothing Co-Parsing")] = None,
    luma: Annotated[Path | None, typer.Option(help="folder of the Luma shots")] = None,
    only: Annotated[list[photos.Part] | None, typer.Option(help="parts to measure; all by default")] = None,
) -> None:
    """Measure the shipped weights on the validation photos."""
    if context.invoked_subcommand is not None:
        return
    if street is None or luma is None:
        raise typer.BadParameter("name both folders of real photos, --street and --luma, or the command: boutique")
    photos.measure(street, luma, only or list(photos.Part), typer.echo)


@app.command("boutique")
def rendered(
    boutique: Annotated[Path, typer.Option(help="folder of the boutique's shop: truth.json, products.csv, pages.csv")],
    only: Annotated[list[measure.Part] | None, typer.Option(help="parts to measure; all by default")] = None,
    out: Annotated[Path | None, typer.Option(help="JSON file for the figures")] = None,
    figure: Annotated[Path | None, typer.Option(help="PNG for the views' confusion matrices")] = None,
    misses: Annotated[Path | None, typer.Option(help="WebP for what the search in looks misses")] = None,
) -> None:
    """Measure the shipped weights on the boutique's test products."""
    from data.boutique.read import ShopError, read_shop
    from models.report.boutique.asked import AskedOnce
    from models.report.boutique.tables import Table, write_json
    from models.zoo import load_model
    from pipeline.embedding import load_embedder

    try:
        shop = read_shop(boutique)
    except ShopError as error:
        raise typer.BadParameter(str(error)) from error
    tables: list[Table] = []
    parts = only or list(measure.Part)
    for table in measure.measure(shop, AskedOnce.load(), load_embedder(), parts, figure, misses):
        typer.echo(f"{table}\n")
        tables.append(table)
    if out is not None:
        labels = {name: load_model(name).card.label for name in ("detector", "keypoints", "views", "embedding")}
        write_json(tables, labels, out)


if __name__ == "__main__":
    app()
