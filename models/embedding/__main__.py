"""`python -m models.embedding train|export|recall`: fit the heads of the embedder, and ship it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help=__doc__, no_args_is_help=True)
Clothing = Annotated[Path, typer.Option(help="folder of the clothing-dataset: images.csv, images/")]
Street = Annotated[Path, typer.Option(help="folder of Clothing Co-Parsing: photos/, annotations/, label_list.mat")]
Run = Annotated[Path, typer.Option(help="folder of the run; features found in it are not computed again")]


@app.command()
def train(
    clothing: Clothing,
    street: Street,
    out: Run,
    dimension: int = 512,
    limit: Annotated[
        int | None, typer.Option(help="crops of each source, about, for a quick trial; all by default")
    ] = None,
) -> None:
    """Compute the features of all photos, fit the heads, print and keep the figures."""
    from models.embedding.runs import train_run

    for name, value in train_run(clothing, street, out, dimension, limit).items():
        typer.echo(f"{value:7.4f}  {name}")


@app.command()
def export(
    clothing: Clothing, out: Run, version: Annotated[str, typer.Option(help="for the card, such as 0.1.0")]
) -> None:
    """Write models/weights/embedding.onnx and its card, checked against torch on validation photos."""
    from models.embedding.runs import export_run

    export_run(clothing, out, version)


@app.command()
def recall(luma: Annotated[Path, typer.Option(help="folder of Luma: images/")]) -> None:
    """Print how often another view of a product finds its front, with the shipped weights."""
    from models.embedding.recall import luma_recall
    from pipeline.embedding import load_embedder

    for name, value in luma_recall(load_embedder(), luma).items():
        typer.echo(f"{value:7.4f}  {name}")


if __name__ == "__main__":
    app()
