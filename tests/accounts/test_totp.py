"""The second factor against the test vectors of RFC 6238 (appendix B) and RFC 4226 (appendix D)."""

import base64
import datetime as dt

import pytest

from reserve.accounts.totp import code_at, matching_step, new_secret, step_of, uri

SHA1 = base64.b32encode(b"12345678901234567890").decode()
SHA256 = base64.b32encode(b"12345678901234567890123456789012").decode()
SHA512 = base64.b32encode((b"1234567890" * 7)[:64]).decode()
RFC_6238 = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
NOW = dt.datetime(2026, 6, 30, 8, 0, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), RFC_6238)
def test_codes_are_those_of_rfc_6238(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    step = step_of(dt.datetime.fromtimestamp(seconds, dt.UTC))
    assert code_at(SHA1, step, digits=8) == sha1
    assert code_at(SHA256, step, digits=8, algorithm="sha256") == sha256
    assert code_at(SHA512, step, digits=8, algorithm="sha512") == sha512


@pytest.mark.parametrize(("counter", "code"), list(enumerate(RFC_4226)))
def test_codes_are_those_of_rfc_4226(counter: int, code: str) -> None:
    assert code_at(SHA1, counter) == code


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(off: int) -> None:
    step = step_of(NOW) + off
    assert matching_step(SHA1, code_at(SHA1, step), NOW, 0) == step


@pytest.mark.parametrize("off", [-2, 2])
def test_an_older_or_later_code_does_not_count(off: int) -> None:
    assert matching_step(SHA1, code_at(SHA1, step_of(NOW) + off), NOW, 0) is None


def test_a_code_works_once_and_none_before_it_after() -> None:
    step = step_of(NOW)
    assert matching_step(SHA1, code_at(SHA1, step), NOW, step) is None
    assert matching_step(SHA1, code_at(SHA1, step - 1), NOW, step) is None
    assert matching_step(SHA1, code_at(SHA1, step + 1), NOW, step) == step + 1


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "abcdef", "0" * 5000])
def test_what_is_no_code_is_only_wrong(code: str) -> None:
    assert matching_step(SHA1, code, NOW, 0) is None


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = code_at(SHA1, step_of(NOW))
    assert matching_step(SHA1, f"{code[:3]} {code[3:]}", NOW, 0) == step_of(NOW)


def test_secrets_are_long_and_new_each_time() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.b32decode(first)) == 20


def test_the_address_names_account_and_issuer() -> None:
    assert uri(SHA1, "li.wei") == (f"otpauth://totp/reserve%3Ali.wei?secret={SHA1}&issuer=reserve&digits=6&period=30")
