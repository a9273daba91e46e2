"""``reserve serve``: the pages and the interface for programs, in one process."""

from __future__ import annotations

import argparse
from pathlib import Path

from reserve.cli.console import OK, Console
from reserve.cli.stored import add_options, settings_of
from reserve.edge.site import LOOPBACK
from reserve.text import message

HELP = """Serve the pages and the interface for programs until Ctrl-C.

Plain http is served on this machine only (127.0.0.1, ::1, localhost); anything else needs a certificate.
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
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve until stopped; 2 when it would answer unencrypted to other machines."""
    secure = arguments.certificate is not None
    if secure != (arguments.certificate_key is not None):
        return console.usage(message("--certificate and --certificate-key go together."))
    if not secure and arguments.host not in LOOPBACK:
        return console.usage(
            message(
                "Plain http is served on this machine only; give a certificate to listen on {host}.",
                host=arguments.host,
            )
        )
    # Here and not above: the other commands need no server.
    import uvicorn  # noqa: PLC0415

    from reserve.app import create_app  # noqa: PLC0415

    app = create_app(settings_of(arguments), secure=secure)
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
        ssl_certfile=arguments.certificate,
        ssl_keyfile=arguments.certificate_key,
        log_level="warning",
        access_log=False,
        server_header=False,
        # The machine in front is believed by nobody here: an address in a header would be anybody's claim.
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return OK
