"""Every page, as one router."""

from __future__ import annotations

from litestar import Router

from reserve.web import assets, journal, nominees, pool, render, sign_in, start


def router(lang: str) -> Router:
    """Return the pages. Side effects: loads every template, so that a broken one stops the start."""
    environment = render.environment(lang)
    for name in environment.list_templates():
        environment.get_template(name)
    return Router(
        "/",
        route_handlers=[
            assets.serve,
            sign_in.show,
            sign_in.sign_in,
            sign_in.sign_out,
            start.front,
            start.cycles,
            start.work,
            start.about,
            nominees.table,
            nominees.sheet,
            nominees.exceptions,
            nominees.listing,
            pool.members,
            pool.units,
            journal.show,
        ],
        include_in_schema=False,
    )
