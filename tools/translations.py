"""Keeps the catalogues of messages in step with the code.

``python -m tools.translations update`` writes what the code says into every catalogue and keeps the
translations that are there; ``check`` changes nothing and ends with status 1 when a catalogue is incomplete.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from reserve.text import LANGUAGES, LOCALE_DIR

CODE: Final = LOCALE_DIR.parent
SOURCE_LANGUAGE: Final = "en"
METHODS: Final = [("**.py", "python"), ("**/templates/**.*", "jinja2")]
KEYWORDS: Final = {"message": None, "_": None}
_FIELD: Final = re.compile(r"\{(\w+)\}")
# Only what never changes: a date or a program's version would make every update a difference.
_HEADER: Final = (
    'msgid ""\n'
    'msgstr ""\n'
    '"Language: {lang}\\n"\n'
    '"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
)


def said_by_the_code(code: Path) -> set[str]:
    """Return every msgid in the modules and templates under ``code``."""
    found = extract_from_dir(code, METHODS, keywords=KEYWORDS)
    return {msgid for _, _, msgid, _, _ in found if isinstance(msgid, str) and msgid}


def unreadable_calls(code: Path) -> Iterator[str]:
    """Yield the place of each ``message(...)`` whose text is no literal: nobody finds it to translate."""
    for path in sorted(code.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message"):
                continue
            text = node.args[0] if node.args else None
            if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                place = f"{path.relative_to(code.parent)}:{node.lineno}"
                yield f"{place}: message() needs its text as a literal"


def read_catalogue(path: Path, lang: str) -> Catalog:
    """Return a catalogue, an empty one where there is no file; raises ``PoFileError`` for a damaged one."""
    if not path.exists():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


def write_catalogue(path: Path, lang: str, translations: Mapping[str, str]) -> None:
    """Write msgid → translation, sorted, so that two people's updates differ only where the words do."""
    catalogue = Catalog(locale=lang, charset="utf-8")
    for msgid, translation in translations.items():
        catalogue.add(msgid, translation)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_HEADER.format(lang=lang).encode())
        file.write(b"\n")
        write_po(file, catalogue, width=0, omit_header=True, sort_output=True, no_location=True)


def translations_of(catalogue: Catalog) -> dict[str, str]:
    """Return msgid → translation ("" where there is none yet)."""
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


def update(path: Path, lang: str, said: set[str]) -> list[str]:
    """Write one catalogue anew and return the lines that tell what came and went."""
    known = translations_of(read_catalogue(path, lang))
    write_catalogue(path, lang, {msgid: known.get(msgid, "") for msgid in sorted(said)})
    return [
        *(f"new: {msgid!r}" for msgid in sorted(said - known.keys())),
        *(f"gone: {msgid!r} (was {known[msgid]!r})" for msgid in sorted(known.keys() - said)),
    ]


def complaints(catalogue: Catalog, said: set[str]) -> list[str]:
    """Return what keeps a catalogue from being complete: one line each, none when all is well."""
    known = translations_of(catalogue)
    fuzzy = {str(entry.id) for entry in catalogue if entry.id and entry.fuzzy}
    obsolete = (known.keys() - said) | {str(msgid) for msgid in catalogue.obsolete}
    return [
        *(f"missing: {msgid!r}" for msgid in sorted(said) if not known.get(msgid)),
        *(f"fuzzy: {msgid!r}" for msgid in sorted(fuzzy)),
        *(f"obsolete: {msgid!r}" for msgid in sorted(obsolete)),
        *(
            f"other fields than {sorted(fields(msgid))}: {translation!r}"
            for msgid, translation in sorted(known.items())
            if translation and fields(msgid) != fields(translation)
        ),
    ]


def fields(text: str) -> set[str]:
    """Return the names in braces."""
    return set(_FIELD.findall(text))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, or 1 when ``check`` found something."""
    summary = str(__doc__).split("\n", 1)[0]
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=summary)
    parser.add_argument("act", choices=["update", "check"])
    act = parser.parse_args(arguments).act
    found = list(unreadable_calls(CODE))
    said = said_by_the_code(CODE)
    for lang in LANGUAGES:
        if lang == SOURCE_LANGUAGE:
            continue
        path = LOCALE_DIR / lang / "LC_MESSAGES" / "reserve.po"
        lines = update(path, lang, said) if act == "update" else complaints(read_catalogue(path, lang), said)
        if act == "check":
            found += [f"{lang}: {line}" for line in lines]
        else:
            print(*(f"{lang}: {line}" for line in lines), sep="\n", end="\n" if lines else "")
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
