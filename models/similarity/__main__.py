"""`python -m models.similarity train|export|colours|report|calibrate`: teach what is similar, ship it, measure it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.similarity.options import Guide, HeadKind, LossName
from models.similarity.report.badges import calibrate
from models.similarity.report.command import report

app = typer.Typer(help=__doc__, no_args_is_help=True)
app.command()(report)
app.command()(calibrate)
Boutique = Annotated[Path | None, typer.Option(help="folder of the boutique: products.csv, truth.json, pages.csv")]
Luma = Annotated[Path | None, typer.Option(help="folder of Luma: images/")]
Clothing = Annotated[Path | None, typer.Option(help="folder of the clothing-dataset: images.csv, images/")]
Street = Annotated[Path | None, typer.Option(help="folder of Clothing Co-Parsing: photos/, annotations/")]
Out = Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")]
Fold = Annotated[int, typer.Option(help="which third of Luma's products is held out: 0, 1 or 2")]


@app.command()
def train(
    out: Out,
    boutique: Boutique = None,
    luma: Luma = None,
    clothing: Clothing = None,
    street: Street = None,
    loss: Annotated[LossName, typer.Option(help="weighted is the first paper's, the others the second's")] = "weighted",
    guide: Annotated[Guide, typer.Option(help="of agml: soft weights or soft margins")] = "weight",
    heads: Annotated[HeadKind, typer.Option(help="one shared, or one for each broad category")] = "broad",
    dimension: Annotated[int, typer.Option(help="of the vectors; at most 512 are served")] = 256,
    epochs: int = 12,
    steps: Annotated[int, typer.Option(help="of an epoch")] = 100,
    random_epochs: Annotated[int, typer.Option(help="epochs before semi-hard mining begins")] = 3,
    batch: int = 32,
    shots: Annotated[int, typer.Option(help="pictures of each product in a batch")] = 4,
    size: Annotated[int, typer.Option(help="side of the training crops, a multiple of 32")] = 224,
    trunk_rate: float = 5e-5,
    head_rate: float = 5e-5,
    frozen_stages: Annotated[int, typer.Option(help="first trunk stages that stay as they are")] = 2,
    margin: Annotated[float | None, typer.Option(help="0.2; for agml 0.5, or 0.8 with soft margins")] = None,
    alpha: Annotated[float, typer.Option(help="weight of the embedding loss")] = 5e-5,
    attribute_weight: Annotated[float, typer.Option(help="the paper's lambda")] = 1.0,
    threshold: Annotated[float, typer.Option(help="the paper's Phi")] = 0.7,
    hard: Annotated[bool, typer.Option(help="mine hard negatives besides the semi-hard ones")] = False,
    fold: Fold = 0,
    limit: Annotated[
        int | None, typer.Option(help="pictures of --clothing and of --street each; all by default")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="folder of the crops, which runs may share; --out by default")
    ] = None,
) -> None:
    """Train on the training products; print and keep R@k on held-out ones, before and after."""
    from models.similarity.runs import thinned, train_run
    from models.similarity.sources import read_items
    from models.similarity.train import Recipe

    recipe = Recipe(
        frozen_stages=frozen_stages, epochs=epochs, batch=batch, trunk_rate=trunk_rate, head_rate=head_rate,
        loss=loss, margin=margin, alpha=alpha, attribute_weight=attribute_weight, threshold=threshold,
        guide=guide, also_hard=hard, dimension=dimension, heads=heads, random_epochs=random_epochs,
        steps=steps, shots=shots, size=size,
    )  # fmt: skip
    if (boutique or luma or clothing or street) is None:
        raise typer.BadParameter("there is nothing to learn from: name --boutique, --luma, --clothing or --street")
    items = thinned(read_items(boutique, luma, clothing, street, fold), limit)
    for name, value in train_run(items, out, recipe, cache).items():
        typer.echo(f"{value:7.4f}  {name}")


@app.command()
def export(
    out: Out,
    version: Annotated[str, typer.Option(help="for the card, such as 0.2.0")],
    weights: Annotated[Path, typer.Option(help="folder for embedding.onnx and its card; models/weights ships")],
    luma: Luma = None,
    boutique: Boutique = None,
    cache: Annotated[Path | None, typer.Option(help="folder of the crops; --out by default")] = None,
) -> None:
    """Write embedding.onnx and its card, checked against torch on crops of the folders."""
    from models.similarity.runs import export_run
    from models.similarity.sources import read_items

    export_run(read_items(boutique, luma), out, version, cache, weights)


@app.command()
def colours(
    boutique: Annotated[Path, typer.Option(help="folder of the boutique")],
    luma: Annotated[Path, typer.Option(help="folder of Luma: images/")],
    out: Annotated[Path, typer.Option(help="folder for crops and features")],
    version: Annotated[str, typer.Option(help="for the card, such as 0.3.0")],
    weights: Annotated[Path, typer.Option(help="folder of embedding.onnx and its card; models/weights ships")],
    limit: Annotated[int, typer.Option(help="training queries a kind, at most")] = 200,
) -> None:
    """Set colours beside the features of exported weights: a new version of the embedding, the network as it was."""
    from models.similarity.cache import CropCache
    from models.similarity.colours import add_colours

    for name, value in add_colours(
        boutique, luma, CropCache(out / "crops"), out / "features", version, weights, limit
    ).items():
        typer.echo(f"{value:7.4f}  {name}")


@app.command()
def attributes(
    boutique: Annotated[Path, typer.Option(help="folder of the boutique")],
    luma: Annotated[Path, typer.Option(help="folder of Luma: images/, tables/")],
    out: Annotated[Path, typer.Option(help="folder for crops and features")],
    weights: Annotated[Path, typer.Option(help="folder of embedding.onnx and its card; models/weights ships")],
    say: Annotated[list[str] | None, typer.Option(help="attributes to serve; all that are measured by default")] = None,
    least: Annotated[float, typer.Option(help="probability below which nothing is said")] = 0.5,
    limit: Annotated[int, typer.Option(help="training pictures, at most, evenly spread")] = 2000,
) -> None:
    """Fit the words under an article on training products, print how right they are on test products."""
    from models.similarity.attributes import GROUPS
    from models.similarity.cache import CropCache
    from models.similarity.heads import SAID, fit_head, measure_head
    from models.similarity.measure.served import ServedVectors
    from models.similarity.sources import read_items
    from models.zoo import read_model
    from pipeline.attributes import SUFFIX, Attributes
    from pipeline.embedding import EMBEDDING

    model, items = read_model(EMBEDDING, weights), read_items(boutique, luma)
    describe = ServedVectors(model, CropCache(out / "crops"), out / "features")
    train, test = ([item for item in items if item.split == split] for split in ("train", "test"))
    train = train[:: max(1, -(-len(train) // limit))]
    vectors, held_out = describe(train), describe(test)
    heads = [fit_head(group, train, vectors) for group in GROUPS if group.name in SAID]
    typer.echo("attribute  source    pictures  right  balanced  commonest  said  right where said")
    for row in (row for head in heads for row in measure_head(head, test, held_out, least)):
        typer.echo(f"{row.name:<10} {row.source:<9} {row.pictures:>8}  {row.accuracy:.3f}  {row.balanced:.3f}     "
                   f"{row.commonest:.3f}      {row.said:.2f}  {row.right:.3f}")  # fmt: skip
    served = tuple(head for head in heads if say is None or head.name in say)
    Attributes(model.card.label, served, least).save(weights / f"{EMBEDDING}{SUFFIX}")


if __name__ == "__main__":
    app()
