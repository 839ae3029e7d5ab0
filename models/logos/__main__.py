"""`python -m models.logos COMMAND`: the life of the two logo networks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.logos.examples import Branded

app = typer.Typer(help=__doc__, no_args_is_help=True)
Boutique = Annotated[Path, typer.Option(help="folder of the boutique's shop: truth.json, products.csv")]
Street = Annotated[Path | None, typer.Option(help="folder of Clothing Co-Parsing: real articles, taken for bare")]
Start = Annotated[Path | None, typer.Option(help="checkpoint to begin from")]
Out = Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")]

BARE, EVERY = 1300, 10
"""The boutique's articles without a logo to learn from; every so many-th real photo of which all articles are."""


@app.command()
def train_finder(boutique: Boutique, out: Out, street: Street = None, epochs: int = 9, start: Start = None) -> None:
    """Train the network that finds logos on an article's crop."""
    from models.device import best_device
    from models.logos.train import FinderRecipe, train_finder

    train_finder(_to_learn(boutique, street), FinderRecipe(epochs=epochs), out, start, best_device())


@app.command()
def train_reader(boutique: Boutique, out: Out, street: Street = None, epochs: int = 10, start: Start = None) -> None:
    """Train the network that reads a logo's patch."""
    from models.device import best_device
    from models.logos.train import ReaderRecipe, train_reader

    train_reader(_to_learn(boutique, street), ReaderRecipe(epochs=epochs), out, start, best_device())


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


@app.command()
def weigh(
    boutique: Boutique, out: Annotated[Path, typer.Option(help="folder of `models.similarity report`, for features")]
) -> None:
    """Choose on validation products how much a brand that was read counts in re-ranking; it is put on the card."""
    from models.similarity.baselines.choice import baselines
    from models.similarity.measure.logos_read import WEIGHT, LogosRead, fitted_weight
    from models.similarity.measure.questions import all_questions
    from models.zoo import read_model, save_card
    from pipeline.logos import READER

    (shipped,) = (method for method in baselines(out) if method.name == "Shipped embedding")
    asked = all_questions(boutique, None, ("boutique-street", "boutique-page"), split="validation")
    weight, means = fitted_weight(shipped, [each for folds in asked.values() for each in folds], LogosRead.shipped())
    for tried, mean in means.items():
        typer.echo(f"w = {tried:<5} mAP {mean:.4f}{'  chosen' if tried == weight else ''}")
    card = read_model(READER).card
    save_card(card.model_copy(update={"settings": {**card.settings, WEIGHT: weight}}))


@app.command()
def in_detector(
    boutique: Boutique,
    out: Out,
    start: Annotated[Path, typer.Option(help="checkpoint of models.detector")],
    epochs: int = 3,
) -> None:
    """Train logos as a class of the detector, and measure them as the finder's are: the comparison, nothing ships."""
    from data.boutique.read import read_shop
    from models.detector.train import Recipe, train_network
    from models.device import best_device
    from models.logos.in_detector import compared, logo_examples, with_logo_class

    recipe = Recipe(epochs=epochs)
    network = with_logo_class(start, recipe)
    network = train_network(network, logo_examples(read_shop(boutique)), recipe, out, best_device()).cpu().eval()
    for figure, value in compared(network, boutique).items():
        typer.echo(f"{value:9.4f}  {figure}")


def _to_learn(boutique: Path, street: Path | None) -> list[Branded]:
    """Training articles without those that show a left-out brand."""
    from models.logos.examples import boutique_examples, of_split, street_examples

    own = [each for each in of_split(boutique_examples(boutique), "train") if not each.new]
    bare = [each for each in own if not each.logos]
    examples = [each for each in own if each.logos] + bare[:: max(1, len(bare) // BARE)]
    if street is not None:
        examples += street_examples(street, "train", EVERY)
    typer.echo(f"{len(examples)} articles, {sum(bool(each.logos) for each in examples)} of them with a logo")
    return examples


if __name__ == "__main__":
    app()
