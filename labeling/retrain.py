"""Fine-tuning the live detector on a data-set version, measuring the candidate, and the gate; training only."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch
from sqlalchemy.orm import Session

from data.street import read_street
from data.street.read import StreetPhoto
from data.taxonomy import Broad
from labeling.candidates import CandidateReport, read_report, write_report
from labeling.database import only_one
from labeling.datasets import BASE, POOL, DataSets, Version
from labeling.examples import version_examples
from labeling.gate import TOLERANCE, Decision, judge
from labeling.pool import Pool
from labeling.promotion import LOCK
from labeling.recover import checkpoint_of, save_checkpoint
from labeling.review import tagger_minutes
from labeling.versions import Progress, new_version
from labeling.weights import DETECTOR, Detectors
from models.detector.evaluate import TorchDetector, evaluate_street, mean
from models.detector.export import compare, write_onnx
from models.detector.train import Recipe, train
from models.zoo import Model, ModelCard, save_card, sha256_of
from pipeline.detection import OnnxMaskRcnn
from settings import Settings

CHECKPOINT = "checkpoint.pt"
COMPARED = 12
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How to retrain.

    Attributes:
        street: folder of Clothing Co-Parsing: base set, and frozen test set (its validation split).
        epochs: passes over corrections and replay.
        replay: photos of the base set in them; None takes all.
        base: photos of the base set in the version; None takes all.
        test_photos: photos of the frozen test set, the first by name; None takes all.
        tolerance: of the gate.
        hold: do not promote a candidate that passes.
        start: checkpoint to begin from; None goes on from the live detector.
    """

    street: Path
    epochs: int = 2
    replay: int | None = 400
    base: int | None = None
    test_photos: int | None = None
    tolerance: float = TOLERANCE
    hold: bool = False
    start: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        version: the data set.
        candidate: name of the new detector.
        decision: of the gate.
        promoted: whether it is live now.
    """

    version: Version
    candidate: str
    decision: Decision
    promoted: bool


def retrain(settings: Settings, pool: Pool, plan: Plan, progress: Progress, say: Say) -> Outcome:
    """New data-set version, fine-tuning, measuring, gate; promoted if it passes.

    Can be stopped at any time: the same call again goes on from the last epoch, and a candidate that is whole is not
    trained again.

    Raises:
        WorkerBusyError: another one is running.
        StreetDataError: the folder is not Clothing Co-Parsing.
        ModelError: the live weights can't be trained further.
    """
    with only_one(pool.engine, LOCK, settings.labeling):
        detectors = Detectors(settings.weights)
        version = new_version(settings, pool, plan.street, progress, plan.base)
        live = detectors.load(detectors.live())
        name = f"{live.card.version.split('+')[0]}+{version.name}"
        if name == detectors.live() and (known := read_report(detectors, name)) is not None:
            # Cut off after it went live, or asked for without a new correction: nothing to compare it with but itself.
            return Outcome(version, name, known, promoted=True)
        say(f"data set {version.name}: {version.photos}, from detector {live.card.label} to {name}")
        photos = read_street(plan.street, "validation")[: plan.test_photos]
        if name not in detectors.versions():
            _make(settings, plan, version, live, name, photos)
        decision = _decide(detectors, live, name, photos, plan.tolerance)
        _report(pool, detectors, name, decision, live, version, len(photos))
        promoted = decision.passed and not plan.hold
        if promoted:
            detectors.promote(name)
        return Outcome(version, name, decision, promoted)


def _make(
    settings: Settings, plan: Plan, version: Version, live: Model, name: str, photos: Sequence[StreetPhoto]
) -> None:
    """Train and export into a folder aside, and put it in its place when it is whole."""
    run = settings.labeling / "runs" / name
    start = plan.start or _start(settings, live, run)
    folders = {BASE: plan.street / "photos", POOL: settings.pool_photos}
    coco = DataSets(settings.labeling / "datasets").read(version.name)
    examples = version_examples(coco, folders, plan.replay, version.name)
    recipe = _recipe(start, plan.epochs)
    network = train(examples, recipe, run, start, DEVICE)
    part = settings.weights / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    network = network.cpu()
    checkpoint = part / CHECKPOINT
    save_checkpoint({"recipe": asdict(recipe), "averaged": network.state_dict()}, checkpoint)
    reference = TorchDetector.from_checkpoint(checkpoint)
    write_onnx(reference.network, part / f"{DETECTOR}.onnx")
    card = _card(live.card, name, version, part, plan)
    exported = OnnxMaskRcnn(Model(part / f"{DETECTOR}.onnx", card))
    compare(reference, exported, photos[:COMPARED])
    figures = evaluate_street(exported, photos)
    named = {f"AP50 {broad.value}": round(value, 4) for broad, value in figures.items()}
    save_card(card.model_copy(update={"figures": {**named, "AP50 mean": round(mean(figures), 4)}}), part)
    part.rename(settings.weights / name)
    shutil.rmtree(run, ignore_errors=True)


def _start(settings: Settings, live: Model, run: Path) -> Path:
    """The live detector's checkpoint, made of its exported weights where it has none."""
    own = live.path.parent / CHECKPOINT
    return own if own.is_file() and own.is_relative_to(settings.weights) else checkpoint_of(live, run / "start.pt")


def _recipe(start: Path, epochs: int) -> Recipe:
    """The start's network, at a third of the first training's rates; the average follows a short run more closely."""
    known = torch.load(start, map_location="cpu", weights_only=True)["recipe"]
    kept = {name: known[name] for name in ("trunk", "short_side", "long_side", "frozen_stages", "batch", "decay")}
    return Recipe(**kept, epochs=epochs, trunk_rate=6e-5, head_rate=2e-4, ema=0.99)


def _card(live: ModelCard, name: str, version: Version, folder: Path, plan: Plan) -> ModelCard:
    corrected = version.photos.get(POOL, 0)
    return live.model_copy(
        update={
            "version": name,
            "sha256": sha256_of(folder / f"{DETECTOR}.onnx"),
            "data": [*live.data, f"data set {version.name}: {corrected} photos corrected by taggers (the shop's own)"],
            "command": f"python -m labeling retrain --epochs {plan.epochs} --replay {plan.replay}",
            "figures": {},
        }
    )


def _decide(detectors: Detectors, live: Model, name: str, photos: Sequence[StreetPhoto], tolerance: float) -> Decision:
    """Both detectors on the same frozen photos; what was measured before is not measured again."""
    before = _measured(detectors, live, photos)
    return judge(before, _measured(detectors, detectors.load(name), photos), tolerance)


def _measured(detectors: Detectors, model: Model, photos: Sequence[StreetPhoto]) -> dict[Broad, float]:
    photos_key = hashlib.sha256("\n".join(photo.id for photo in photos).encode()).hexdigest()
    file = detectors.folder / "figures" / f"{model.card.sha256[:16]}-{photos_key[:16]}.json"
    if file.is_file():
        return {Broad(broad): value for broad, value in json.loads(file.read_text("utf-8")).items()}
    figures = evaluate_street(OnnxMaskRcnn(model), photos)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps({broad.value: value for broad, value in figures.items()}, indent=2), "utf-8")
    part.replace(file)
    return figures


def _report(
    pool: Pool, detectors: Detectors, name: str, decision: Decision, live: Model, version: Version, photos: int
) -> None:
    with Session(pool.engine) as session:
        minutes = tagger_minutes(session)
    report = CandidateReport(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        live_before=live.card.label,
        live_name=detectors.live(),
        data_set=version,
        test_photos=photos,
        tagger_minutes=round(minutes, 2),
        **decision.model_dump(),
    )
    write_report(report, detectors.place(name))
