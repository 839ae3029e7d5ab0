"""What can be set from outside: environment variables with the prefix `BTL_`, and `DATABASE_URL`.

For example `BTL_PORT=8080 DATABASE_URL=postgresql://shop@db/shop python app.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """The settings of the app and of the command lines.

    Attributes:
        state: folder of all that the product writes: database, pictures, index generations; made when needed.
        database_url: an SQLAlchemy URL; None means SQLite in the state folder.
        shown_threshold: articles below this score are found but not shown, 0..1.
        matches: similar products an article, at most.
        embedding: folder of embedding.onnx and its card; new weights put there are taken over by the running app.
        host: address the app listens on.
        port: port the app listens on.
        demo: folder of the demo catalogue (products.csv and its pictures).
        load_demo: whether a first start with an empty state imports the demo catalogue.
        pool: whether photos of the app are kept for labelling: none, a share of them, or all (docs/labelling.md).
        pool_share: which share, 0..1, where `pool` is "sampled".
        pool_days: after how many days photos that nobody labelled are forgotten.
        contact: whom a shopper may ask about the photos that are kept, such as "privacy@shop.example".
        team_password: opens the page of those who label; without one it is shown on this machine only.
        label_studio_url: a Label Studio server of one's own; None means the one that `python -m labeling up` starts.
        label_studio_token: an access token for it, personal or legacy.
        street_photos: folder of Clothing Co-Parsing, the base set of a retraining.
        train_python: the Python that has requirements-train.txt, for a retraining that the page starts; None means the
            one that runs the app.
    """

    model_config = SettingsConfigDict(
        env_prefix="BTL_", env_ignore_empty=True, frozen=True, populate_by_name=True, extra="forbid"
    )

    state: Path = Path("state")
    database_url: str | None = Field(
        default=None, repr=False, validation_alias=AliasChoices("DATABASE_URL", "BTL_DATABASE_URL")
    )
    shown_threshold: Annotated[float, Field(ge=0.0, le=1.0)] = 0.8
    matches: Annotated[int, Field(ge=1, le=100)] = 12
    embedding: Path = ROOT / "models" / "weights"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 7860
    demo: Path = ROOT / "data" / "demo"
    load_demo: bool = True
    pool: Literal["off", "sampled", "all"] = "off"
    pool_share: Annotated[float, Field(ge=0.0, le=1.0)] = 0.1
    pool_days: Annotated[float, Field(gt=0.0)] = 90.0
    contact: Annotated[str | None, Field(max_length=200)] = None
    team_password: Annotated[SecretStr, Field(min_length=8)] | None = None
    label_studio_url: str | None = None
    label_studio_token: SecretStr | None = None
    street_photos: Path | None = None
    train_python: Path | None = None

    @property
    def database(self) -> str:
        """The database's URL: the one that was set, or SQLite in the state folder."""
        return self.database_url or f"sqlite:///{(self.state / 'catalog.db').absolute()}"

    @property
    def pictures(self) -> Path:
        """Folder of the catalogue's normalised pictures; the only one the page may serve pictures of goods from."""
        return self.state / "pictures"

    @property
    def index(self) -> Path:
        """Folder of the index generations."""
        return self.state / "index"

    @property
    def brands(self) -> Path:
        """File of the logos on the shop's own pictures."""
        return self.state / "brands.npz"

    @property
    def kept_models(self) -> Path:
        """Folder of the embeddings that index generations were made with, for after their weights were replaced."""
        return self.state / "models"

    @property
    def labeling(self) -> Path:
        """Folder of the labelling loop: its photos, data sets, weights, and its own Label Studio."""
        return self.state / "labeling"

    @property
    def pool_photos(self) -> Path:
        """Folder of the photos that were kept for labelling; beside it lies nothing that a tagger must not see."""
        return self.labeling / "media" / "photos"

    @property
    def weights(self) -> Path:
        """Folder of the detectors that the loop has trained, and of the word which one is live."""
        return self.labeling / "weights"
