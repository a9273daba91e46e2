"""Every command explains itself."""

import re

import pytest

from reserve.cli.main import main

COMMANDS = {
    "": ["run", "policy", "template", "sample", "audit"],
    "run": ["--policy", "--data", "--out", "--as-of", "--blank-means-none", "--keep", "members.xlsx", "exit status"],
    "policy": ["check", "describe", "cases", "diff", "schema"],
    "policy check": ["FILE", "exit status", "cases"],
    "policy schema": ["JSON Schema"],
    "policy diff": ["OLD", "NEW"],
    "policy cases": ["FILE", "--out"],
    "policy describe": ["FILE"],
    "template": ["DIR"],
    "sample": ["--seed", "--out", "cases.json"],
    "audit": ["verify", "export"],
    "audit verify": ["DATABASE", "--anchor"],
    "audit export": ["DATABASE"],
    "db upgrade": ["--database", "--keys"],
    "user": ["add", "grant", "revoke", "disable", "enable", "reset", "list", "code", "token", "revoke-token"],
    "user add": ["NAME", "--role", "--generate", "authenticator"],
    "user reset": ["NAME", "--keep-password", "--keep-second-factor"],
    "user code": ["--secret"],
    "tls": ["init"],
    "tls init": ["--host", "--data", "--replace", "fingerprint"],
    "serve": ["--host", "--port", "--certificate", "--certificate-key", "--plain", "reserve tls init"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_the_command_does_and_takes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--help"])
    assert left.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert [word for word in COMMANDS[command] if word not in shown] == []
    # More than the usage and the options: at least a sentence of its own.
    assert len(re.sub(r"usage: \S+|\[[^]]*\]|--\S+", "", shown).split()) > 10


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["policy"],
        ["audit"],
        ["run", "--data", "x", "--out", "y"],
        ["run", "--policy", "a", "--data", "b", "--out", "c", "--as-of", "2026-02-30"],
        ["sample", "--seed", "one", "--out", "x"],
        ["--lang", "fr", "sample", "--out", "x"],
        ["audit", "verify", "x", "--anchor", "12:zz"],
    ],
)
def test_wrong_words_are_exit_status_2_with_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage: reserve" in capsys.readouterr().err
