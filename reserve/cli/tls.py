"""``reserve tls init``: a private key and a certificate of the office's own, for https."""

from __future__ import annotations

import argparse
import datetime as dt
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reserve import clock
from reserve.cli.console import OK, Console
from reserve.errors import Refused
from reserve.settings import Settings
from reserve.text import message

VALID_DAYS: Final = 825
"""Browsers take no longer ones."""
CERTIFICATE: Final = "tls.certificate.pem"
KEY: Final = "tls.key.pem"
_EARLIER: Final = dt.timedelta(hours=1)  # clocks of the desks may be a little behind
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("tls", help="a certificate for https")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    making = verbs.add_parser(
        "init",
        help="make a private key and a certificate for this machine",
        description="Make a private key, readable by its owner only, and a certificate signed by itself, into the data "
        "folder; `reserve serve` then answers by https. Browsers warn until the certificate is installed on the desks "
        "as a trusted one. Compare its fingerprint there.",
    )
    making.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name or address under which desks reach this machine; may be given several times (its own name)",
    )
    making.add_argument("--data", type=Path, metavar="DIR", help="where they go (RESERVE_DATA)")
    making.add_argument("--replace", action="store_true", help="also when there is a certificate already")
    making.set_defaults(run=run_init)


def files(settings: Settings) -> tuple[Path, Path]:
    """Return where the certificate and its key lie."""
    return settings.data / CERTIFICATE, settings.data / KEY


def run_init(arguments: argparse.Namespace, console: Console) -> int:
    """Make a key and a certificate; 1 when there are some already."""
    settings = Settings.from_environment()
    if arguments.data is not None:
        settings = replace(settings, data=arguments.data)
    certificate_file, key_file = files(settings)
    there = [file for file in (certificate_file, key_file) if file.exists()]
    if there and not arguments.replace:
        raise Refused(*(message("{file} is there already; --replace makes a new one.", file=file) for file in there))
    hosts = list(dict.fromkeys([*(arguments.host or [socket.gethostname()]), *_LOCAL]))
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = signed(key, hosts, clock.now())
    settings.data.mkdir(parents=True, exist_ok=True)
    _write(key_file, _private(key), 0o600)
    _write(certificate_file, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    console.say(message("Certificate: {file}", file=certificate_file))
    console.say(message("Private key: {file}", file=key_file))
    console.say(
        message("Good for {hosts} until {day}.", hosts=hosts, day=f"{certificate.not_valid_after_utc:%Y-%m-%d}")
    )
    console.say(message("Fingerprint (SHA-256): {fingerprint}", fingerprint=fingerprint))
    return OK


def signed(key: ec.EllipticCurvePrivateKey, hosts: Sequence[str], now: dt.datetime) -> x509.Certificate:
    """Return a certificate for these hosts, signed by its own key: a server's, good for nothing else."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    public = key.public_key()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now - _EARLIER + dt.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _name(host: str) -> x509.GeneralName:
    """Return a host as certificates say it; raises ``Refused`` for one that has no such form."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return x509.DNSName(host.encode("idna").decode("ascii"))
    except (UnicodeError, ValueError):
        raise Refused(message("{host} is no name or address of a machine.", host=host)) from None


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a whole file, aside first: the key is never there with rights for others, nor half."""
    aside = file.with_name(f".{file.name}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())
    aside.replace(file)
