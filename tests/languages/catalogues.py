"""The sentences in our sources, and the catalogues that translate them."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("de",)
DOMAINS = ("django", "djangojs")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
IN_TEMPLATE = re.compile(r"\b(n?p?gettext|_)(\((?:[^()'\"]|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")*\))")
Message = tuple[str, str | tuple[str, str], str | None]  # the file, what it says (one and many), its context


def file_of(language: str, domain: str, kind: str = "po") -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.{kind}"


def read(language: str, domain: str) -> Catalog:
    """A catalogue as it is in the repository; without a file, an empty one."""
    file = file_of(language, domain)
    if not file.exists():
        return Catalog(locale=language, domain=domain, fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain=domain)


def updated(catalogue: Catalog, domain: str) -> Catalog:
    """The catalogue with every message of the sources and no other; what was translated stays so."""
    template = Catalog(domain=domain, fuzzy=False)
    for file, said, context in messages(domain):
        template.add(said, locations=[(file, 0)], context=context)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    catalogue.fuzzy = False
    return catalogue


def messages(domain: str) -> Iterator[Message]:
    """Every message of the sources, in the order of files and lines."""
    if domain == "djangojs":
        for path in _files("static", "*.js"):
            yield from _from_code(path, "javascript")
        return
    for path in _files("templates", "*.html"):
        yield from _from_template(path)
    for house in ("articles", "annotator"):
        for path in _files(house, "*.py"):
            yield from _from_code(path, "python")


def _files(folder: str, kind: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob(kind) if not {"vendor", "migrations"} & set(path.parts))


def _from_code(path: Path, language: str) -> Iterator[Message]:
    options = {"template_string": "yes"} if language == "javascript" else {}
    for _line, said, _comments, context in extract(language, BytesIO(path.read_bytes()), KEYWORDS, (), options):
        yield str(path.relative_to(ROOT)), said, context


def _from_template(path: Path) -> Iterator[Message]:
    for call, arguments in IN_TEMPLATE.findall(templatize(path.read_text())):
        given = [node.value for node in _call(arguments).args if isinstance(node, ast.Constant)]
        context = given.pop(0) if "pgettext" in call else None
        said = (given[0], given[1]) if call.startswith("n") else given[0]
        yield str(path.relative_to(ROOT)), said, context


def _call(arguments: str) -> ast.Call:
    expression = ast.parse(f"f{arguments.strip()}", mode="eval").body
    assert isinstance(expression, ast.Call)
    return expression
