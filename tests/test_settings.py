"""Settings: sensible without any, all mistakes named at once, no password repeated."""

from pathlib import Path

import pytest

from reserve.errors import Invalid
from reserve.settings import Settings


def test_without_any_variable_everything_lies_under_var() -> None:
    settings = Settings.from_environment({"RESERVE_DATABASE": " "})
    assert settings.database == "sqlite:///var/reserve.db"
    assert settings.key_file == Path("var/reserve.keys")
    assert settings.language == "zh_CN"


def test_the_data_folder_moves_what_is_not_set_apart() -> None:
    settings = Settings.from_environment({"RESERVE_DATA": "/srv/data", "RESERVE_KEY_FILE": "/etc/reserve.keys"})
    assert settings.database == "sqlite:////srv/data/reserve.db"
    assert settings.key_file == Path("/etc/reserve.keys")


def test_every_mistake_is_named_and_no_password_is_repeated() -> None:
    with pytest.raises(Invalid) as refusal:
        Settings.from_environment({"RESERVE_DATABASE": "mysql://u:geheim@h/d", "RESERVE_LANGUAGE": "fr"})
    assert set(refusal.value.fields) == {"RESERVE_DATABASE", "RESERVE_LANGUAGE"}
    assert "geheim" not in str(refusal.value)


def test_what_is_no_url_is_refused() -> None:
    with pytest.raises(Invalid):
        Settings.from_environment({"RESERVE_DATABASE": "reserve.db"})
