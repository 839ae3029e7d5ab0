"""`python -m models.detector train|average|calibrate|branch|evaluate|label|export`: the detector's whole life."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.detector.dataset import Example

app = typer.Typer(help=__doc__, no_args_is_help=True)
Street = Annotated[Path, typer.Option(help="folder of Clothing Co-Parsing: photos/, annotations/, label_list.mat")]


@app.command()
def train(
    street: Street,
    out: Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")],
    epochs: int = 12,
    trunk: str = "lite2",
    head_rate: float = 6e-4,
    trunk_rate: float = 2e-4,
    start: Annotated[Path | None, typer.Option(help="checkpoint to begin from")] = None,
    extra: Annotated[Path | None, typer.Option(help="COCO file of machine-labelled photos (see `label`)")] = None,
    boutique: Annotated[
        Path | None, typer.Option(help="folder of the boutique, to learn from its pictures too")
    ] = None,
) -> None:
    """Train on the training split, and print AP50 on the validation split."""
    from data.street import read_street
    from models.detector.evaluate import TorchDetector, evaluate_street, table
    from models.detector.train import Recipe, train
    from models.device import best_device

    examples = _examples(street, boutique, extra)
    recipe = Recipe(trunk=trunk, epochs=epochs, head_rate=head_rate, trunk_rate=trunk_rate)  # type: ignore[arg-type]
    device = best_device()
    network = train(examples, recipe, out, start, device)
    typer.echo(table(evaluate_street(TorchDetector(network, device), read_street(street, "validation"))))


@app.command()
def average(
    checkpoints: Annotated[list[Path], typer.Argument(help="epoch-NN.pt files of runs that continue each other")],
    out: Annotated[Path, typer.Option(help="the checkpoint to write")],
) -> None:
    """Average the weights of several epochs into one network, which is mostly better than each of them."""
    from models.training import mean_weights, save_whole

    save_whole(mean_weights(checkpoints), out)


@app.command()
def calibrate(
    street: Street,
    weights: Annotated[Path, typer.Option(help="checkpoint to correct")],
    out: Annotated[Path, typer.Option(help="the checkpoint to write")],
) -> None:
    """Let the boxes grow by what the training photos say is missing; after the last average, before the export."""
    import torch

    from data.street import read_street
    from models.detector import calibrate as boxes
    from models.detector.evaluate import TorchDetector
    from models.training import save_whole

    detector = TorchDetector.from_checkpoint(weights)
    growth = boxes.calibrate(detector, [photo for photo in read_street(street, "train") if not photo.ignored()])
    state = torch.load(weights, map_location="cpu", weights_only=True)
    save_whole({**state, "averaged": detector.network.state_dict()}, out)
    typer.echo(boxes.as_percent(growth))


@app.command()
def branch(
    street: Street,
    weights: Annotated[Path, typer.Option(help="checkpoint whose boxes and masks stay as they are")],
    out: Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")],
    epochs: int = 10,
    rate: float = 1e-3,
    boutique: Annotated[
        Path | None, typer.Option(help="folder of the boutique, to learn from its pictures too")
    ] = None,
) -> None:
    """Teach the semantic branch, which says of each pixel what it belongs to; the last step before the export."""
    import torch

    from models.detector.train import branch_recipe, train_branch
    from models.device import best_device

    known = torch.load(weights, map_location="cpu", weights_only=True)["recipe"]
    train_branch(_examples(street, boutique), branch_recipe(known, epochs, rate), out, weights, best_device())


@app.command()
def evaluate(
    street: Street,
    weights: Annotated[Path | None, typer.Option(help="checkpoint of a run; the shipped ONNX by default")] = None,
) -> None:
    """Print AP50 a broad category on the validation photos, whole and without test-time augmentation."""
    from data.street import read_street
    from models.detector.evaluate import evaluate_street, table
    from pipeline.detection import ArticleDetector, OnnxMaskRcnn

    detector: ArticleDetector
    if weights is None:
        from models.zoo import load_model

        detector = OnnxMaskRcnn(load_model("detector"), min_score=0.0)
    else:
        from models.detector.evaluate import TorchDetector

        detector = TorchDetector.from_checkpoint(weights)
    typer.echo(table(evaluate_street(detector, read_street(street, "validation"))))


@app.command()
def label(
    street: Street,
    weights: Annotated[Path, typer.Option(help="checkpoint of the teacher")],
    out: Annotated[Path, typer.Option(help="the COCO file to write")],
) -> None:
    """Let a trained detector label the photos of which only tags are known (self-training)."""
    from models.detector.evaluate import TorchDetector
    from models.detector.pseudo import label_tagged

    count = label_tagged(TorchDetector.from_checkpoint(weights), street, out)
    typer.echo(f"{count} photos labelled: {out}")


@app.command()
def export(
    street: Street,
    weights: Annotated[Path, typer.Option(help="checkpoint to export")],
    version: Annotated[str, typer.Option(help="version for the card, such as 0.1.0")],
) -> None:
    """Write models/weights/detector.onnx and its card, checked against torch on validation photos."""
    from models.detector.export import export_detector

    export_detector(weights, street, version)


def _examples(street: Path, boutique: Path | None, extra: Path | None = None) -> list[Example]:
    """The training split of the photos, of the boutique's pictures if they are wanted, and machine-labelled photos."""
    from data.street import read_street
    from models.detector.dataset import street_examples

    examples = street_examples(read_street(street, "train"))
    if extra is not None:
        from models.detector.pseudo import labelled_examples

        examples += labelled_examples(extra, street)
    if boutique is not None:
        from data.boutique.read import read_shop
        from models.detector.rendered import boutique_examples

        examples += boutique_examples(read_shop(boutique))
    return examples


if __name__ == "__main__":
    app()
