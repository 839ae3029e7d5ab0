"""`python -m models.logos train-finder|train-reader|export|calibrate`: the life of the two logo networks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.logos.examples import Branded

app = typer.Typer(help=__doc__, no_args_is_help=True)
Boutique = Annotated[Path, typer.Option(help="folder of the boutique's shop: truth.json, products.csv")]
Street = Annotated[Path | None, typer.Option(help="folder of Clothing Co-Parsing: real articles, taken for bare")]
Out = Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")]

MOST_STREET = 500
"""Real articles to learn from."""


@app.command()
def train_finder(boutique: Boutique, out: Out, street: Street = None, epochs: int = 8) -> None:
    """Train the network that finds logos on an article's crop."""
    from models.device import best_device
    from models.logos.train import FinderRecipe, train_finder

    train_finder(_to_learn(boutique, street), FinderRecipe(epochs=epochs), out, best_device())


@app.command()
def train_reader(boutique: Boutique, out: Out, street: Street = None, epochs: int = 10) -> None:
    """Train the network that reads a logo's patch."""
    from models.device import best_device
    from models.logos.train import ReaderRecipe, train_reader

    train_reader(_to_learn(boutique, street), ReaderRecipe(epochs=epochs), out, best_device())


@app.command()
def export(
    finder: Annotated[Path, typer.Option(help="checkpoint of train-finder")],
    reader: Annotated[Path, typer.Option(help="checkpoint of train-reader")],
    version: Annotated[str, typer.Option(help="version for the cards, such as 0.1.0")],
    boutique: Boutique,
    street: Street = None,
) -> None:
    """Write logo.onnx and logo_reader.onnx to models/weights with their cards, calibrated and measured."""
    from models.logos.export import export_logos

    export_logos(finder, reader, version)
    calibrate(boutique, street)


@app.command()
def calibrate(boutique: Boutique, street: Street = None) -> None:
    """Choose thresholds on validation articles, and print and keep the figures of test articles."""
    from models.logos.calibrate import calibrate

    for name, figures in calibrate(boutique, street).items():
        for figure, value in figures.items():
            typer.echo(f"{value:9.4f}  {name}, {figure}")


def _to_learn(boutique: Path, street: Path | None) -> list[Branded]:
    """Training articles without those that show a left-out brand."""
    from models.logos.examples import boutique_examples, of_split, street_examples

    examples = [each for each in of_split(boutique_examples(boutique), "train") if not each.new]
    examples += of_split(street_examples(street, 2 * MOST_STREET), "train")[:MOST_STREET] if street is not None else []
    typer.echo(f"{len(examples)} articles, {sum(bool(each.logos) for each in examples)} of them with a logo")
    return examples


if __name__ == "__main__":
    app()
