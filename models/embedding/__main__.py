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
    boutique: Annotated[Path | None, typer.Option(help="folder of the rendered boutique, for fine types")] = None,
    luma: Annotated[Path | None, typer.Option(help="folder of Luma: images/, tables/, for fine types")] = None,
    dimension: int = 512,
    limit: Annotated[
        int | None, typer.Option(help="crops of each source, about, for a quick trial; all by default")
    ] = None,
) -> None:
    """Compute the features of all photos, fit the heads, print and keep the figures."""
    from models.embedding.runs import Folders, train_run

    folders = Folders(clothing, street, boutique, luma)
    for name, value in train_run(folders, out, dimension, limit).items():
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
    """Print how often another view of a product that was not trained on finds its front, with the shipped weights."""
    from models.embedding.recall import luma_recall
    from models.zoo import load_model
    from pipeline.embedding import EMBEDDING, OnnxEmbedder

    model = load_model(EMBEDDING)
    for name, value in luma_recall(OnnxEmbedder(model), luma, model.card.settings.get("fold")).items():
        typer.echo(f"{value:7.4f}  {name}")


@app.command()
def likeness(
    boutique: Annotated[Path, typer.Option(help="folder of the rendered boutique")],
    limit: Annotated[int, typer.Option(help="worn goods that are compared, about")] = 400,
) -> None:
    """Print how alike worn goods and goods on white are, and from which cosine on the page's words should hold."""
    from data.boutique.read import read_shop
    from models.embedding.likeness import compare_worn, words_from
    from pipeline.embedding import load_embedder

    cosines = compare_worn(load_embedder(), read_shop(boutique), limit)
    for tier, found in cosines.items():
        row = "  ".join(f"{value:6.3f}" for value in found.shares())
        typer.echo(f"{tier:<28}{len(found.values):>8} pairs   p5 p25 p50 p75 p90 p95  {row}")
    for word, value in words_from(cosines).items():
        typer.echo(f"{value:6.3f}  {word}")


if __name__ == "__main__":
    app()
