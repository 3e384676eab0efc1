"""Every sentence of the interface is there in every language, whole and with the same places to fill."""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from tests.languages.catalogues import DOMAINS, LANGUAGES, file_of, messages, read

EACH = [(language, domain) for language in LANGUAGES for domain in DOMAINS]
PLACES = re.compile(r"%\(\w+\)[sd]")
KEYS = re.compile(r"<kbd>[^<]*</kbd>|</?\w+")


@pytest.fixture(params=EACH, ids="-".join)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(*request.param)


def said(message: Message) -> list[tuple[str, str]]:
    """Each original with its translation."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    one, many = message.id
    return list(zip((one, many), message.string, strict=True))


def test_everything_is_translated_and_nothing_is_fuzzy(catalogue: Catalog) -> None:
    assert not [one.id for one in catalogue if one.id and (one.fuzzy or not all(string for _, string in said(one)))]


def test_a_translation_has_the_places_and_the_marks_of_its_original(catalogue: Catalog) -> None:
    for message in catalogue:
        for original, translation in said(message) if message.id else ():
            assert set(PLACES.findall(original)) == set(PLACES.findall(translation)), original
            assert sorted(KEYS.findall(original)) == sorted(KEYS.findall(translation)), original


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_every_sentence_of_the_sources_is_in_the_catalogue(language: str, domain: str) -> None:
    known = {message.id for message in read(language, domain)}
    assert {said for _, said, _ in messages(domain)} - known == set(), "run `make messages`, and translate"


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, read(language, domain))
    assert file_of(language, domain, "mo").read_bytes() == compiled.getvalue(), "run `make messages`"
