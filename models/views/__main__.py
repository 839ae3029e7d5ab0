"""`python -m models.views train|evaluate|export`: the view network's whole life."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.views.examples import ViewExample
    from pipeline.views import ViewClassifier

app = typer.Typer(help=__doc__, no_args_is_help=True)
Luma = Annotated[Path | None, typer.Option(help="folder of the Luma shots: images/")]
Boutique = Annotated[Path | None, typer.Option(help="folder of the boutique's shop: truth.json, products.csv, pages/")]
People = Annotated[Path | None, typer.Option(help="folder of rendered people: people.json and pictures")]
Weights = Annotated[Path | None, typer.Option(help="checkpoint of a run; the shipped ONNX by default")]


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")],
    luma: Luma = None,
    boutique: Boutique = None,
    people: People = None,
    epochs: int = 12,
) -> None:
    """Train on the training products of all sources named, then print the figures of the held-out ones."""
    from models.device import best_device
    from models.training import CHECKPOINT
    from models.views.train import Recipe, train

    examples = [one for one in _examples(luma, boutique, people) if one.split == "train"]
    typer.echo(f"{len(examples)} shots to train on")
    train(examples, Recipe(epochs=epochs), out, best_device())
    evaluate(luma, boutique, people, out / CHECKPOINT)


@app.command()
def evaluate(
    luma: Luma = None,
    boutique: Boutique = None,
    people: People = None,
    weights: Weights = None,
    picture: Annotated[Path | None, typer.Option(help="PNG for the confusion matrices, a broad category each")] = None,
) -> None:
    """Print how often the view is right on held-out products, and what is taken for what in each category."""
    from models.report.views import draw_matrices, tables
    from models.views.evaluate import evaluate, held_out

    found = evaluate(_classifier(weights), held_out(_examples(luma, boutique, people)))
    typer.echo(tables(found))
    if picture is not None:
        draw_matrices(found).save(picture, "PNG")


@app.command()
def export(
    weights: Annotated[Path, typer.Option(help="checkpoint to export")],
    version: Annotated[str, typer.Option(help="version for the card, such as 0.1.0")],
    luma: Luma = None,
    boutique: Boutique = None,
    people: People = None,
) -> None:
    """Write models/weights/views.onnx and its card, checked against torch and measured on held-out shots."""
    from models.views.export import export_views

    for name, value in export_views(weights, _examples(luma, boutique, people), version).items():
        typer.echo(f"{value:7.4f}  {name}")


def _examples(luma: Path | None, boutique: Path | None, people: Path | None) -> list[ViewExample]:
    """All shots of the folders named."""
    from data.boutique.read import read_shop
    from models.views.examples import boutique_examples, luma_examples, people_examples

    if luma is None and boutique is None and people is None:
        raise typer.BadParameter("name at least one folder: --luma, --boutique or --people")
    examples = luma_examples(luma) if luma is not None else []
    examples += boutique_examples(read_shop(boutique)) if boutique is not None else []
    return examples + (people_examples(people) if people is not None else [])


def _classifier(weights: Path | None) -> ViewClassifier:
    """The network of a checkpoint, or the one that ships."""
    if weights is None:
        from models.zoo import load_model
        from pipeline.views import OnnxViews

        return OnnxViews(load_model("views"))
    from models.views.evaluate import TorchViews

    return TorchViews.from_checkpoint(weights)


if __name__ == "__main__":
    app()
