"""Codes for a camera, drawn into the page itself: nothing is loaded, and nothing is stored."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """Return a QR code as an SVG element, dark on light on every ground, without any style of its own."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - figures only: the text became squares
