"""What can be set from outside: environment variables with the prefix `BTL_`, and `DATABASE_URL`.

For example `BTL_PORT=8080 DATABASE_URL=postgresql://shop@db/shop python app.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """The settings of the app and of the command lines.

    Attributes:
        state: folder of all that the product writes: database, pictures, index generations; made when needed.
        database_url: an SQLAlchemy URL; None means SQLite in the state folder.
        shown_threshold: articles below this score are found but not shown, 0..1.
        matches: similar products an article, at most.
        host: address the app listens on.
        port: port the app listens on.
        demo: folder of the demo catalogue (products.csv and its pictures).
        load_demo: whether a first start with an empty state imports the demo catalogue.
    """

    model_config = SettingsConfigDict(
        env_prefix="BTL_", env_ignore_empty=True, frozen=True, populate_by_name=True, extra="forbid"
    )

    state: Path = Path("state")
    database_url: str | None = Field(
        default=None, repr=False, validation_alias=AliasChoices("DATABASE_URL", "BTL_DATABASE_URL")
    )
    shown_threshold: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    matches: Annotated[int, Field(ge=1, le=100)] = 12
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 7860
    demo: Path = ROOT / "data" / "demo"
    load_demo: bool = True

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
