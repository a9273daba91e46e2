"""Templates in one language: what stands in them word for word is translated once, when they are compiled."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from typing_extensions import override

from reserve.text import Message, word

_MANY = 2048


class Environment(jinja2.Environment):
    """Every value is escaped, a name that is missing is an error, and ``_('…')`` says it in ``lang``."""

    def __init__(self, lang: str, loader: jinja2.BaseLoader) -> None:
        """Word templates of ``loader`` in ``lang``; they do not change while the program runs."""
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.lang = lang
        self.code_generator_class = _Wording
        self.globals["_"] = self.said

    def said(self, msgid: str, /, **params: object) -> str:
        """Return a sentence in the language of this environment."""
        return word(Message(msgid, params), self.lang)

    @staticmethod
    def escaped(value: object) -> str:
        """Return what ``markupsafe.escape`` returns, sooner: most values are letters and figures only."""
        kind = type(value)
        if kind is str:
            text = cast("str", value)
            return text if not text or text.isalnum() else escape(text)
        if kind is Markup:
            return cast("Markup", value)
        return str(value) if kind is int else escape(value)

    def ready(self) -> None:
        """Offer what tables print again and again as ready pieces, each made once by its macro: badges and marks."""
        macros = self.get_template("macros.html").module

        @lru_cache(_MANY)
        def badge(code: str, kind: str) -> Markup:
            made: Markup = macros.badge(code, kind)  # type: ignore[attr-defined] # a macro of the template
            return made

        @lru_cache(_MANY)
        def dots(verdicts: tuple[tuple[str, str], ...]) -> Markup:
            return Markup().join(macros.mark(*verdict) for verdict in verdicts)  # type: ignore[attr-defined] # a macro

        self.filters |= {"badge": badge, "dots": dots}


class _Wording(CodeGenerator):
    """Puts the translation in the place of ``_('…')`` without fields, so that printing it costs nothing."""

    @override
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Compile a template in the language of its environment."""
        assert isinstance(self.environment, Environment)  # noqa: S101 - nothing else names this class
        super().visit_Template(_Said(self.environment).visit(node), frame)
        # What the blocks and macros above call for every value that they print.
        self.writeline("escape = environment.escaped")


class _Said(NodeTransformer):
    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that the visitor looks for
        """Return the translation of a call that names nothing but a sentence."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(msgid))], kwargs=[]):
                return nodes.Const(self._environment.said(msgid), lineno=node.lineno, environment=node.environment)
        return node
