"""Saved pages: the article whole, the rest of the page unticked or gone."""

import io

import pytest

from annotator.intake.blocks import text_of
from annotator.intake.formats import looks
from annotator.intake.formats.html import read
from annotator.intake.formats.source import Asked, Source
from annotator.intake.furniture import REASONS
from articles.drafts import Fault
from tests.intake.pages import INLINE, NEWS, PAGES, SOUP, Page


def found_in(raw, **asked):
    [found] = read(Source("page.html", io.BytesIO(raw), len(raw)), Asked(**asked))
    return found


def ticked(found):
    return [" ".join(block["text"].split(" ")) for block in found.blocks if block["keep"]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_line_of_the_article_is_lost_or_flagged_and_nothing_else_is_ticked(page: Page):
    assert tuple(ticked(found_in(page.raw, language=page.language))) == page.article


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_planted_between_is_flagged_with_a_reason_or_gone(page: Page):
    found = found_in(page.raw, language=page.language)
    for words in page.planted:
        assert all(not one["keep"] and one["why"] in REASONS for one in found.blocks if words in one["text"]), words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_draft_is_what_the_ticks_make(page: Page):
    found = found_in(page.raw, language=page.language)
    assert found.draft.text == text_of(found.blocks)


def test_comments_and_promotion_are_shown_struck_through_so_that_a_person_may_tick_them():
    why = {block["text"]: block["why"] for block in found_in(NEWS.raw).blocks}
    assert why["Mira: I worked there for twenty years and nobody asked us anything."] == "comment"
    assert why["READ ALSO: How the harbour was lost in a single night"] == "promo"
    assert why["Get our morning briefing, every day before breakfast, from our editors."] == "beside"
    captions = [block for block in found_in(INLINE.raw).blocks if block["why"] == "caption"]
    assert len(captions) == 1


def test_a_page_names_its_headline_authors_date_outlet_address_section_and_language():
    draft = found_in(NEWS.raw).draft
    assert (draft.title, draft.byline, draft.outlet) == (
        "Harbour deal collapses",
        "Ana Lopes, Tom Brandt",
        "The Gazette",
    )
    assert (draft.url, draft.section) == ("https://gazette.example/world/harbour-deal", "World")
    assert (draft.language, draft.published_at.isoformat()) == ("en-GB", "2024-05-03T07:30:00+00:00")


def test_the_headline_of_a_page_that_names_only_its_outlet_is_the_line_above_the_text():
    assert found_in(SOUP.raw, language="pt").draft.title == "Câmara aprova orçamento"


@pytest.mark.parametrize(
    "declaration",
    ['<meta charset="iso-8859-1">', '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'],
)
def test_a_page_is_read_in_the_encoding_it_declares_whatever_the_projects_language(declaration):
    text = "<p>“João” disse ontem à noite que não havia outra solução para a câmara municipal — nem para ninguém.</p>"
    raw = f"<html><head>{declaration}</head><body>{text}</body></html>".encode("cp1252")
    assert found_in(raw, language="pl").draft.text == text[3:-4]


def test_a_page_in_utf_8_that_declares_something_else_is_read_as_utf_8():
    text = "Zażółć gęślą jaźń, powiedział minister, a nikt go nie słuchał."
    raw = f'<html><head><meta charset="iso-8859-1"></head><body><p>{text}</p></body></html>'.encode()
    assert found_in(raw).draft.text == text


def test_a_page_that_declares_utf_8_and_breaks_it_once_is_read_and_says_so():
    text = "Zażółć gęślą jaźń, powiedział minister, a nikt go nie słuchał, bo było już późno i ciemno na dworze."
    raw = f'<html><head><meta charset="utf-8"></head><body><p>{text} X</p></body></html>'.encode()
    found = found_in(raw.replace(b"X", b"\xff"), language="pl")
    assert found.draft.text.startswith(text)
    assert found.notes


def test_an_address_that_is_no_web_address_is_dropped_and_said():
    raw = NEWS.raw.replace(b"https://gazette.example/world/harbour-deal", b"https://gazette example/\\")
    found = found_in(raw)
    assert (found.draft.url, found.draft.title) == ("", "Harbour deal collapses")
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<div>" * 100_000 + b"hello", "too_deep"),
        (b"<table><tr><td>" * 20_000 + b"hello", "too_deep"),
        (b"<p>" + b"<a href='/x'>a</a> " * 100_000, "too_many_elements"),
        (b"<html><body></body></html>", "no_text"),
        (b"<!-- -->", "no_text"),
        (b"<html><body><script>alert(1)</script></body></html>", "no_text"),
    ],
    ids=["divisions", "tables", "links", "empty", "comment", "script"],
)
def test_a_hostile_or_empty_page_is_refused_in_a_sentence(raw, code):
    with pytest.raises(Fault) as refused:
        found_in(raw)
    assert refused.value.code == code


def test_entities_of_a_page_name_no_file_and_do_not_expand():
    declared = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyy">]>'
    raw = declared + b"<p>Nobody said &x; or &y; twice.</p>"
    assert "root:" not in found_in(raw).draft.text


@pytest.mark.parametrize(
    ("head", "is_page"),
    [(b"\xef\xbb\xbf<!DOCTYPE html>", True), ("<html>".encode("utf-16"), True), (b"GIF89a", False), (b"a < b", False)],
)
def test_a_page_is_told_by_its_tags(head, is_page):
    assert looks.page(head) is is_page
