"""Opening the catalogue's database: SQLite or PostgreSQL, migrated to the newest tables on the way."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that no other program in the same PostgreSQL database uses.
MIGRATION_LOCK = 7_860_001
# Alembic keeps the migration that is running in a global.
_one_at_a_time = threading.Lock()


class DatabaseError(RuntimeError):
    """The database can't be opened or migrated; the message says what to do."""


def open_database(url: str) -> Engine:
    """Connect, and bring the tables to the newest revision.

    Args:
        url: `sqlite:///file`, or `postgresql://user:password@host/name` (psycopg 3).

    Raises:
        DatabaseError: the URL is no URL, the server does not answer, or the tables are newer than this program.
    """
    target = _target(url)
    try:
        if target.get_backend_name() == "sqlite" and target.database:
            Path(target.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(target, pool_pre_ping=True)
        if target.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        migrate(engine)
    except CommandError as error:
        raise DatabaseError(f"The database {target!r} was made by a newer version of this program: {error}") from error
    except ImportError as error:
        raise DatabaseError(
            f'The driver of the database is missing ({error}): pip install "psycopg[binary]"'
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseError(f"The database {target!r} can't be used: {_first_line(error)}") from error
    return engine


def migrate(engine: Engine, revision: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Bring the tables to a revision, in one transaction, one process at a time.

    Args:
        engine: of the database.
        revision: Alembic's name of the revision.
        migrations: folder of the revisions; another room's tables have one of their own.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    connect = engine.connect().execution_options(sqlite_begin="IMMEDIATE")
    with _one_at_a_time, connect as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _target(url: str) -> URL:
    # "postgres://" is what hosting providers hand out; SQLAlchemy's own default driver is the old psycopg2.
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    try:
        target = make_url(url)
        target.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise DatabaseError(
            "DATABASE_URL is not understood: write sqlite:///file or postgresql://user:password@host/name."
        ) from None
    if target.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError(
            f"DATABASE_URL names {target.get_backend_name()}: only sqlite and postgresql are supported."
        )
    return target


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Transactions are begun below: left to itself, the driver runs table changes outside of them.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 30000")
    # The page goes on reading while an import writes.
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _first_line(error: Exception) -> str:
    return (str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__])[0]
