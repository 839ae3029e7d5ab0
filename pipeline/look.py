"""The one record that passes through the house: a `Look` and the articles, keypoints and matches in it.

Each stage takes the photo and the look so far and returns a look with its part added; records are frozen, so a stage
can't change what an earlier one found. All coordinates are pixels of the upright photo (EXIF orientation applied
once), x to the right, y down, origin at the top left corner of the top left pixel.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from data.taxonomy import FINE_BY_NAME, Broad

KEYPOINT_NAMES: tuple[str, ...] = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip
"""The 17 points of COCO, in COCO's order; left and right are the person's own."""

Score = Annotated[float, Field(ge=0.0, le=1.0)]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Keypoint = tuple[float, float, Score]
TierName = Literal["exact", "model", "style", "inspired", "far"]
"""The same product; the same model in another colour; the same style; inspired by it; no close match."""


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True)


class Mask(Record):
    """A binary mask in COCO's compressed run-length encoding.

    Attributes:
        size: (height, width) of the photo.
        counts: the compressed runs, column by column, as COCO writes them.
    """

    size: tuple[int, int]
    counts: str

    @classmethod
    def encode(cls, pixels: NDArray[np.bool_]) -> Self:
        """From an (H, W) boolean array."""
        rle = coco_mask.encode(np.asfortranarray(pixels, dtype=np.uint8))
        return cls(size=(int(rle["size"][0]), int(rle["size"][1])), counts=rle["counts"].decode("ascii"))

    def decode(self) -> NDArray[np.bool_]:
        """As an (H, W) boolean array."""
        pixels = coco_mask.decode({"size": list(self.size), "counts": self.counts.encode("ascii")})
        # The bytes are 0 or 1 already; a copy of a large photo's mask costs as much as reading it.
        return np.asarray(pixels, dtype=np.uint8).view(np.bool_)

    @property
    def area(self) -> int:
        """Number of pixels that are set."""
        return int(coco_mask.area({"size": list(self.size), "counts": self.counts.encode("ascii")}))


class Keypoints(Record):
    """17 COCO points of the person in the photo: name -> (x, y, visibility).

    Visibility is the probability in 0..1 that the point is inside the frame and seen, not hidden by the person's own
    body or the edge of the photo. Points may lie outside the photo; their visibility is then low.
    """

    points: dict[str, Keypoint]

    @model_validator(mode="after")
    def _all_points(self) -> Self:
        if set(self.points) != set(KEYPOINT_NAMES):
            raise ValueError(f"need exactly the 17 COCO keypoints {KEYPOINT_NAMES}, got {sorted(self.points)}")
        return self

    @classmethod
    def from_array(cls, points: NDArray[Any]) -> Self:
        """From a (17, 3) array of x, y, visibility in COCO order."""
        rows = zip(KEYPOINT_NAMES, points, strict=True)
        return cls(points={name: (float(x), float(y), float(seen)) for name, (x, y, seen) in rows})

    def __getitem__(self, name: str) -> Keypoint:
        return self.points[name]


class FullShot(Record):
    """Whether a whole person is seen (*Buy Me That Look*, 3.1): both eyes and both ankles.

    Attributes:
        is_full_shot: True if they are all visible and inside the frame.
        reason: one plain sentence for a shopper, naming what is missing.
        missing: the keypoint names that are not seen; empty for a full shot.
    """

    is_full_shot: bool
    reason: str
    missing: tuple[str, ...] = ()


class Match(Record):
    """A product of the shop that is similar to an article.

    Attributes:
        product_id: the shop's own id; the catalogue has a row for it.
        similarity: cosine of the two embeddings, clipped to 0..1.
        image: path of the picture that matched, relative to the catalogue's image folder.
        model: the shop's name for the cut and pattern, which its colours share; None if there are no other colours.
        tier: how alike they are, by the calibrated curves of the embedding (`pipeline.tiers`); "far" is no close match,
            which the page does not show; None where the embedding has no curves.
    """

    product_id: str
    similarity: Score
    image: str
    model: str | None = None
    tier: TierName | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_missing(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """In JSON model and tier stand only where there are any, as before there were any."""
        fields: dict[str, Any] = write(self)
        return {name: value for name, value in fields.items() if value is not None}


class Logo(Record):
    """A brand's logo on an article.

    Attributes:
        box: x0, y0, x1, y1.
        score: how certain it is that there is one, 0..1.
        brand: whose it is; None where the shop has no such brand, or it can't be read.
        certainty: probability of the most probable brand, 0..1.
    """

    box: Box
    score: Score
    brand: str | None = None
    certainty: Score = 0.0


class Article(Record):
    """A garment, a pair of shoes or a bag in the photo.

    Attributes:
        id: "a1", "a2", … in descending score; unique within a look.
        broad: broad category.
        fine: fine type of that category (`data.taxonomy`).
        score: the detector's confidence, 0..1.
        box: x0, y0, x1, y1.
        mask: where there is cloth.
        core: the part of the mask of which the detector is most certain, for the icon; None if it can't tell; never
            serialised.
        icon: where the round icon goes, inside the mask; None before the icon stage.
        attributes: what it looks like in words, such as {"colour": "navy"}; only what is probable enough.
        logo: its brand's logo, where one can be seen.
        matches: most similar first; empty before retrieval, or when the shop has nothing in this category.
        embedding: (D,) float32 of unit length; None before the embedding stage; never serialised.
    """

    id: str
    broad: Broad
    fine: str
    score: Score
    box: Box
    mask: Mask
    core: Mask | None = Field(default=None, exclude=True, repr=False)
    icon: Point | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    logo: Logo | None = None
    matches: tuple[Match, ...] = ()
    embedding: NDArray[np.float32] | None = Field(default=None, exclude=True, repr=False)

    @model_validator(mode="after")
    def _fine_belongs_to_broad(self) -> Self:
        known = FINE_BY_NAME.get(self.fine)
        if known is None or known.broad is not self.broad:
            raise ValueError(f"{self.fine!r} is no fine type of {self.broad.value!r}")
        x0, y0, x1, y1 = self.box
        if not (x0 < x1 and y0 < y1):
            raise ValueError(f"empty box {self.box}")
        return self


class Look(Record):
    """A photo and all that was found in it.

    Attributes:
        photo: the photo's file name, or whatever the caller named it; never a path.
        width, height: pixels of the upright photo.
        full_shot: None before the full-shot stage.
        keypoints: None before the keypoint stage.
        articles: descending score.
        timings_ms: stage name -> milliseconds; "total" is the whole pipeline.
        models: stage name -> "name@version" of the weights that made it.
        failed: names of the stages that broke on this photo and left their part out; empty in a good run.
    """

    photo: str
    width: Annotated[int, Field(gt=0)]
    height: Annotated[int, Field(gt=0)]
    full_shot: FullShot | None = None
    keypoints: Keypoints | None = None
    articles: tuple[Article, ...] = ()
    timings_ms: dict[str, float] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    failed: tuple[str, ...] = ()

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields changed, validated again."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**fields, **changes})

    def above(self, score: float) -> Self:
        """The same look with only the articles of at least this score."""
        return self.with_(articles=tuple(article for article in self.articles if article.score >= score))

    def article(self, article_id: str) -> Article | None:
        """The article of that id, or None (ids come back from browsers: any text is possible)."""
        return next((article for article in self.articles if article.id == article_id), None)

    def to_json(self) -> dict[str, Any]:
        """The contract of the command line and of the API (README, "The look as JSON")."""
        fields: dict[str, Any] = self.model_dump(mode="json")
        if self.keypoints is not None:
            fields["keypoints"] = fields["keypoints"]["points"]
        if not self.failed:
            del fields["failed"]
        for article in fields["articles"]:
            for name in ("attributes", "logo"):
                if not article[name]:
                    del article[name]
        return fields

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        """The inverse of `to_json` (embeddings are not in it)."""
        points = fields.get("keypoints")
        return cls.model_validate({**fields, "keypoints": {"points": points} if points else None})
