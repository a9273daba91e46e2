"""The command line: composes the same actions that the pages call."""

from reserve.cli.main import main

__all__ = ["main"]
