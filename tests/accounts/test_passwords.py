import threading
import time

import pytest

from reserve.accounts import passwords


def test_the_whole_password_counts() -> None:
    long = "Tq8#vLm2!xWz" * 20
    kept = passwords.hashed(long)
    assert passwords.fits(kept, long)
    assert not passwords.fits(kept, long[:-1])
    assert not passwords.outdated(kept)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,")


def test_without_an_account_the_same_work_is_done_and_the_answer_is_no() -> None:
    passwords.warm_up()
    kept = passwords.hashed("Tq8#vLm2!xWz")
    times = []
    for stored in (kept, None):
        start = time.perf_counter()
        assert not passwords.fits(stored, "something else")
        times.append(time.perf_counter() - start)
    assert 0.2 < times[0] / times[1] < 5
    assert not passwords.fits(None, "no account has this")


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not passwords.fits("not a hash", "anything at all")


def test_characters_composed_otherwise_are_the_same_password() -> None:
    assert passwords.fits(passwords.hashed("caf\u00e9 au lait noir"), "cafe\u0301 au lait noir")


def test_at_most_two_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: bytes) -> str:
            nonlocal at_work, most
            with lock:
                at_work += 1
                most = max(most, at_work)
            time.sleep(0.02)
            with lock:
                at_work -= 1
            return ""

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    crowd = [threading.Thread(target=passwords.hashed, args=["x"]) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == 2
