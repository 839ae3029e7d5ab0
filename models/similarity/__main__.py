"""`python -m models.similarity train|export|colours|report|calibrate`: teach what is similar, ship it, measure it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.similarity.items import Split
from models.similarity.options import Guide, HeadKind, LossName, PairKind, TrunkName
from models.similarity.recipe import Recipe
from models.similarity.report.badges import calibrate
from models.similarity.report.command import report

DEFAULTS = Recipe()
app = typer.Typer(help=__doc__, no_args_is_help=True)
app.command()(report)
app.command()(calibrate)
Boutique = Annotated[Path | None, typer.Option(help="folder of the boutique: products.csv, truth.json, pages.csv")]
Luma = Annotated[Path | None, typer.Option(help="folder of Luma: images/")]
Clothing = Annotated[Path | None, typer.Option(help="folder of the clothing-dataset: images.csv, images/")]
Street = Annotated[Path | None, typer.Option(help="folder of Clothing Co-Parsing: photos/, annotations/")]
Out = Annotated[Path, typer.Option(help="folder of the run")]
Cache = Annotated[Path, typer.Option(help="folder of crops and features, which runs and the report share")]
Fold = Annotated[int, typer.Option(help="which third of Luma's products is held out: 0, 1 or 2")]


@app.command()
def train(
    out: Out,
    cache: Cache,
    boutique: Boutique = None,
    luma: Luma = None,
    clothing: Clothing = None,
    street: Street = None,
    loss: Annotated[LossName, typer.Option(help="weighted is the first paper's, the others the second's")] = "weighted",
    guide: Annotated[Guide, typer.Option(help="of agml: soft weights or soft margins")] = "weight",
    heads: Annotated[HeadKind, typer.Option(help="one shared, or one for each broad category")] = DEFAULTS.heads,
    trunk: Annotated[TrunkName, typer.Option(help="ImageNet trunk, frozen")] = DEFAULTS.trunk,
    dimension: Annotated[int, typer.Option(help="of the vectors; at most 512 are served")] = DEFAULTS.dimension,
    hidden: Annotated[int, typer.Option(help="of the neck")] = DEFAULTS.hidden,
    frozen: Annotated[int, typer.Option(help="components of the frozen features beside the learned ones")] = 0,
    frozen_weight: Annotated[float, typer.Option(help="of their cosine")] = DEFAULTS.frozen_weight,
    dropout: Annotated[float, typer.Option(help="share of the pooled features")] = DEFAULTS.dropout,
    steps: int = DEFAULTS.steps,
    random_steps: Annotated[int, typer.Option(help="before semi-hard mining begins")] = DEFAULTS.random_steps,
    products: Annotated[int, typer.Option(help="of a batch")] = DEFAULTS.products,
    shots: Annotated[int, typer.Option(help="pictures of each product in a batch")] = DEFAULTS.shots,
    pairs: Annotated[PairKind, typer.Option(help="what is the same: a product, or category and brand")] = "product",
    rate: float = DEFAULTS.rate,
    decay: float = DEFAULTS.decay,
    margin: Annotated[float | None, typer.Option(help="0.2; for agml 0.5, or 0.8 with soft margins")] = None,
    alpha: Annotated[float, typer.Option(help="weight of the embedding loss")] = DEFAULTS.alpha,
    attribute_weight: Annotated[float, typer.Option(help="the paper's lambda")] = DEFAULTS.attribute_weight,
    threshold: Annotated[float, typer.Option(help="the paper's Phi")] = DEFAULTS.threshold,
    hard: Annotated[bool, typer.Option(help="mine hard negatives besides the semi-hard ones")] = DEFAULTS.also_hard,
    seed: int = DEFAULTS.seed,
    fold: Fold = 0,
    limit: Annotated[
        int | None, typer.Option(help="pictures of --clothing and of --street each; all by default")
    ] = None,
    with_validation: Annotated[
        bool, typer.Option(help="learn from validation products, too: to ship, once all is chosen")
    ] = False,
) -> None:
    """Train on the training products; print and keep R@k on held-out ones, before and after."""
    from models.similarity.runs import thinned, train_run
    from models.similarity.sources import read_items

    recipe = Recipe(
        trunk=trunk, loss=loss, margin=margin, alpha=alpha, attribute_weight=attribute_weight, threshold=threshold,
        guide=guide, also_hard=hard, dimension=dimension, hidden=hidden, heads=heads, dropout=dropout, frozen=frozen,
        frozen_weight=frozen_weight, steps=steps,
        random_steps=random_steps, products=products, shots=shots, pairs=pairs, rate=rate, decay=decay, seed=seed,
    )  # fmt: skip
    if (boutique or luma or clothing or street) is None:
        raise typer.BadParameter("there is nothing to learn from: name --boutique, --luma, --clothing or --street")
    items = thinned(read_items(boutique, luma, clothing, street, fold), limit)
    splits: tuple[Split, ...] = ("train", "validation") if with_validation else ("train",)
    for name, value in train_run(items, out, recipe, cache, splits, fold).items():
        typer.echo(f"{value:7.4f}  {name}")


@app.command()
def export(
    out: Out,
    cache: Cache,
    version: Annotated[str, typer.Option(help="for the card, such as 0.2.0")],
    weights: Annotated[Path, typer.Option(help="folder for embedding.onnx and its card; models/weights ships")],
    types: Annotated[Path, typer.Option(help="run of models.embedding whose fine-type head is served")],
    luma: Luma = None,
    boutique: Boutique = None,
) -> None:
    """Write embedding.onnx and its card, checked against torch on crops of the folders."""
    from models.similarity.export import export_run
    from models.similarity.sources import read_items

    if (boutique or luma) is None:
        raise typer.BadParameter("there are no pictures to check the export on: name --boutique or --luma")
    export_run(read_items(boutique, luma), out, version, cache, weights, types)


@app.command()
def colours(
    boutique: Annotated[Path, typer.Option(help="folder of the boutique")],
    luma: Annotated[Path, typer.Option(help="folder of Luma: images/")],
    out: Annotated[Path, typer.Option(help="folder for crops and features")],
    version: Annotated[str, typer.Option(help="for the card, such as 0.3.0")],
    weights: Annotated[Path, typer.Option(help="folder of embedding.onnx and its card; models/weights ships")],
    limit: Annotated[int, typer.Option(help="training queries a kind, at most")] = 200,
    weight: Annotated[
        float | None, typer.Option(help="of the colours; a trained network wants one that validation products chose")
    ] = None,
) -> None:
    """Set colours beside the features of exported weights: a new version of the embedding, the network as it was."""
    from models.similarity.cache import CropCache
    from models.similarity.colours import add_colours

    try:
        figures = add_colours(
            boutique, luma, CropCache(out / "crops"), out / "features", version, weights, limit, weight
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    for name, value in figures.items():
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
