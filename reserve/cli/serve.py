"""``reserve serve``: the pages and the interface for programs, in one process."""

from __future__ import annotations

import argparse
import stat
from pathlib import Path

from reserve.cli.console import OK, Console
from reserve.cli.stored import add_options, settings_of
from reserve.cli.tls import files
from reserve.edge.site import LOOPBACK
from reserve.settings import Settings
from reserve.text import message

HELP = """Serve the pages and the interface for programs until Ctrl-C.

With a certificate (given here, or made by `reserve tls init`) by https, for every desk that may reach this machine.
Without one by plain http, on this machine only (127.0.0.1, ::1, localhost).
One process: on SQLite it must stay the only one.
"""
_GRACE_SECONDS = 10


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "serve",
        help="the service for the browser",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port to listen on (8000)")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="certificate chain (PEM): serve https")
    parser.add_argument("--certificate-key", type=Path, metavar="FILE", help="its private key (PEM)")
    parser.add_argument("--plain", action="store_true", help="plain http on this machine, certificate or not")
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve until stopped; 2 when it would answer unencrypted to other machines."""
    settings = settings_of(arguments)
    if (arguments.certificate is None) != (arguments.certificate_key is None):
        return console.usage(message("--certificate and --certificate-key go together."))
    if arguments.plain and arguments.certificate is not None:
        return console.usage(message("--plain and --certificate exclude each other."))
    certificate, key = (None, None) if arguments.plain else _certificate(arguments, settings)
    secure = certificate is not None
    if not secure and arguments.host not in LOOPBACK:
        return console.usage(
            message(
                "Plain http is served on this machine only. To listen on {host}, make a certificate with “reserve tls "
                "init --host NAME”, or give one with --certificate and --certificate-key.",
                host=arguments.host,
            )
        )
    if key is not None and key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return console.usage(message("The key file {path} can be read by others: type chmod 600 {path}", path=key))
    # Here and not above: the other commands need no server.
    import uvicorn  # noqa: PLC0415

    from reserve.app import create_app  # noqa: PLC0415

    app = create_app(settings, secure=secure)
    address = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    console.progress(
        message(
            "Serving {scheme}://{address}:{port}/ — stop with Ctrl-C.",
            scheme="https" if secure else "http",
            address=address,
            port=arguments.port,
        )
    )
    uvicorn.run(
        app,
        host=arguments.host,
        port=arguments.port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="warning",
        access_log=False,
        server_header=False,
        # The machine in front is believed by nobody here: an address in a header would be anybody's claim.
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return OK


def _certificate(arguments: argparse.Namespace, settings: Settings) -> tuple[Path | None, Path | None]:
    """Return the certificate and the key that are given, else those of ``reserve tls init``, else none."""
    if arguments.certificate is not None:
        return arguments.certificate, arguments.certificate_key
    certificate, key = files(settings)
    return (certificate, key) if certificate.is_file() and key.is_file() else (None, None)
