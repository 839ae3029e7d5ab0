"""Opening the loop's tables, writing to them, and keeping a second worker out where two would do harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from data.catalog.database import migrate, open_database
from labeling.tables import MarkRow
from settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"


class WorkerBusyError(RuntimeError):
    """Another worker does the same job just now."""


def open_labeling(settings: Settings) -> Engine:
    """The database of the settings with the labelling tables in it, made or brought up to date.

    Raises:
        data.catalog.database.DatabaseError: the database can't be used.
    """
    engine = open_database(settings.database)
    migrate(engine, migrations=MIGRATIONS)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A transaction that will write: on SQLite it waits for its turn now, instead of failing half-way."""
    with Session(engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
        yield session


@contextmanager
def only_one(engine: Engine, job: str, folder: Path) -> Iterator[None]:
    """Only one worker at a time does a job; the lock ends with its process, however it ends.

    On PostgreSQL, where workers may be on several machines, the database holds the lock; with SQLite a file does.

    Args:
        engine: of the database.
        job: name of the job.
        folder: where the file of the lock may lie.

    Raises:
        WorkerBusyError: another worker has it.
    """
    busy = WorkerBusyError(f"another worker is at {job} already: wait until it has ended")
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            key = {"key": crc32(f"buy-that-look {job}".encode())}
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
                raise busy
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
                connection.commit()
        return
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{job}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise busy from None
    try:
        yield
    finally:
        lock.release()


def read_mark(session: Session, name: str) -> str | None:
    """A remembered value; None if there is none."""
    row = session.get(MarkRow, name)
    return row.value if row is not None else None


def set_mark(session: Session, name: str, value: str) -> None:
    """Remember a value."""
    session.merge(MarkRow(name=name, value=value))
