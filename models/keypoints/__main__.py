"""`python -m models.keypoints train|evaluate|export`: the keypoint network's whole life."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.zoo import load_model
from pipeline.keypoints import KeypointEstimator, OnnxKeypoints

app = typer.Typer(help=__doc__, no_args_is_help=True)
Street = Annotated[Path, typer.Option(help="folder of Clothing Co-Parsing: photos/, blazepose_keypoints.json, …")]
Luma = Annotated[Path, typer.Option(help="folder of the Luma shots: images/, blazepose_keypoints.json")]
People = Annotated[Path | None, typer.Option(help="folder of rendered people: people.json and pictures")]


@app.command()
def train(
    street: Street,
    luma: Luma,
    out: Annotated[Path, typer.Option(help="folder of the run; an existing run in it is continued")],
    people: People = None,
    boutique: Annotated[Path | None, typer.Option(help="folder of the boutique, to learn from its people too")] = None,
    epochs: int = 24,
    small_epochs: Annotated[int, typer.Option(help="how many of them see small photos, at half the cost")] = 16,
    head_rate: float = 1e-3,
    trunk_rate: float = 4e-4,
    start: Annotated[Path | None, typer.Option(help="checkpoint to begin from")] = None,
) -> None:
    """Train on the training split, then print the figures of the validation split."""
    from data.poses import read_luma_poses, read_people, read_street_poses
    from models.device import best_device
    from models.keypoints.dataset import load_views
    from models.keypoints.train import Recipe, train
    from models.training import CHECKPOINT

    poses = read_street_poses(street, "train") + read_luma_poses(luma, "train")
    poses += read_people(people, "train") if people is not None else []
    if boutique is not None:
        from data.boutique.read import read_shop
        from data.poses.boutique import boutique_poses

        poses += boutique_poses(read_shop(boutique), "train")
    typer.echo(f"{len(poses)} photos to train on")
    recipe = Recipe(epochs=epochs, small_epochs=small_epochs, head_rate=head_rate, trunk_rate=trunk_rate)
    train(load_views(poses), recipe, out, start, best_device())
    evaluate(street, luma, people, out / CHECKPOINT)


@app.command()
def evaluate(
    street: Street,
    luma: Luma,
    people: People = None,
    weights: Annotated[Path | None, typer.Option(help="checkpoint of a run; the shipped ONNX by default")] = None,
    split: Annotated[str, typer.Option(help="validation, or train (for choosing thresholds)")] = "validation",
) -> None:
    """Print places, visibility and full-shot rates of one split."""
    from models.keypoints.evaluate import evaluate
    from models.keypoints.figures import print_figures

    if split not in ("train", "validation"):
        raise typer.BadParameter("train or validation", param_hint="--split")
    print_figures(evaluate(_estimator(weights), street, luma, people, split).figures())  # type: ignore[arg-type]


@app.command()
def thresholds(
    street: Street,
    luma: Luma,
    weights: Annotated[Path | None, typer.Option(help="checkpoint of a run; the shipped ONNX by default")] = None,
) -> None:
    """Print the shares of training photos accepted at several thresholds (see pipeline/full_shot.py)."""
    from models.keypoints.evaluate import evaluate
    from models.keypoints.tune import threshold_table

    for eye, ankle, rates in threshold_table(evaluate(_estimator(weights), street, luma, split="train")):
        typer.echo(f"eyes {eye:.1f} ankles {ankle:.1f}  " + "  ".join(f"{k}: {v:.3f}" for k, v in rates.items()))


@app.command()
def export(
    street: Street,
    luma: Luma,
    weights: Annotated[Path, typer.Option(help="checkpoint to export")],
    version: Annotated[str, typer.Option(help="version for the card, such as 0.1.0")],
    people: People = None,
) -> None:
    """Write models/weights/keypoints.onnx and its card, calibrated and checked against torch on validation photos."""
    from models.keypoints.export import export_keypoints

    export_keypoints(weights, street, luma, people, version)


def _estimator(weights: Path | None) -> KeypointEstimator:
    """The network of a checkpoint, or the one that ships."""
    if weights is None:
        return OnnxKeypoints(load_model("keypoints"))
    from models.keypoints.evaluate import TorchKeypoints

    return TorchKeypoints.from_checkpoint(weights)


if __name__ == "__main__":
    app()
