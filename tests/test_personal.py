"""Personal values: they open where they were sealed and nowhere else; the keys stay with their owner."""

import stat
from pathlib import Path

import pytest

from reserve.errors import Refused
from reserve.personal import BrokenSeal, Keys, lookup_hash, seal, unseal

KEYS = Keys.ephemeral()
PLACE = "person.id_number.7"


@pytest.mark.parametrize("value", ["990101198011030018", "", "张三·李"])
def test_a_sealed_value_opens_in_its_place(value: str) -> None:
    sealed = seal(KEYS, PLACE, value)
    assert unseal(KEYS, PLACE, sealed) == value
    assert value.encode() not in sealed or not value


def test_sealing_twice_does_not_look_alike() -> None:
    assert seal(KEYS, PLACE, "张三") != seal(KEYS, PLACE, "张三")


@pytest.mark.parametrize("place", ["person.id_number.8", "person.phone.7", "user.id_number.7"])
def test_a_value_moved_to_another_row_or_column_does_not_open(place: str) -> None:
    with pytest.raises(BrokenSeal):
        unseal(KEYS, place, seal(KEYS, PLACE, "张三"))


def test_no_byte_of_a_sealed_value_can_be_changed() -> None:
    sealed = seal(KEYS, PLACE, "张三")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(BrokenSeal):
            unseal(KEYS, PLACE, changed)
        with pytest.raises(BrokenSeal):
            unseal(KEYS, PLACE, sealed[:place])


def test_other_keys_do_not_open_it() -> None:
    with pytest.raises(BrokenSeal):
        unseal(Keys.ephemeral(), PLACE, seal(KEYS, PLACE, "张三"))


def test_the_look_up_hash_finds_a_value_in_its_column_only() -> None:
    found = lookup_hash(KEYS, "person.id_number", "990101198011030018")
    assert found == lookup_hash(KEYS, "person.id_number", "990101198011030018")
    assert len(found) == 64
    assert found != lookup_hash(KEYS, "person.phone", "990101198011030018")
    assert found != lookup_hash(Keys.ephemeral(), "person.id_number", "990101198011030018")


def test_a_missing_key_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "reserve.keys"
    made = Keys.load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Keys.load(path) == made
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_key_file_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "reserve.keys"
    Keys.load(path)
    path.chmod(mode)
    with pytest.raises(Refused, match="chmod 600"):
        Keys.load(path)


@pytest.mark.parametrize(
    "text", ["", "x", "reserve keys 1\nAAAA\nAAAA\n", "reserve keys 1\n!\n!\n", "reserve keys 2\n"]
)
def test_a_file_without_keys_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "reserve.keys"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(Refused, match="no keys"):
        Keys.load(path)
    assert path.read_text() == text


def test_keys_are_never_printed() -> None:
    assert "x" * 32 not in repr(Keys(b"x" * 32, b"y" * 32))
