from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import Settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BTL_STATE", "BTL_PORT", "BTL_MATCHES", "BTL_DATABASE_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_keep_all_in_the_state_folder() -> None:
    settings = Settings()
    assert settings.database == f"sqlite:///{Path('state').absolute()}/catalog.db"
    assert settings.pictures == Path("state/pictures")
    assert settings.index == Path("state/index")
    assert settings.host == "127.0.0.1"


def test_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BTL_STATE", str(tmp_path))
    monkeypatch.setenv("BTL_PORT", "8080")
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop@db/shop")
    settings = Settings()
    assert (settings.state, settings.port, settings.database) == (tmp_path, 8080, "postgresql://shop@db/shop")


def test_empty_variables_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    assert Settings().database.startswith("sqlite:///")


@pytest.mark.parametrize(("name", "value"), [("BTL_PORT", "70000"), ("BTL_MATCHES", "0"), ("BTL_MATCHES", "many")])
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.removeprefix("BTL_").lower()):
        Settings()


def test_the_password_in_the_url_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop:secret@db/shop")
    assert "secret" not in repr(Settings())
