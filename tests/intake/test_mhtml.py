"""A page that a browser saved in one file: the article of its page, and nothing of its frames and pictures."""

import io
from email.message import EmailMessage

import pytest

from annotator.intake.blocks import text_of
from annotator.intake.formats import mhtml
from annotator.intake.formats.registry import inspect
from annotator.intake.formats.source import Asked, Source
from articles.drafts import Fault
from tests.intake.pages import NEWS

ADDRESS = "https://gazette.example/harbour"
FRAME = b"<html><body><p>Buy one, get another one for half of the price, only today and only here.</p></body></html>"


def saved(page: bytes, how: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """As Chrome writes it: the page first, then a frame and a picture."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = ADDRESS
    message["Subject"] = "Harbour deal collapses"
    message.make_related()
    for content in (page, FRAME):
        part = EmailMessage()
        part.set_content(content, "text", "html", cte=how)
        part.set_param("charset", charset)
        message.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", "image", "png")
    message.attach(picture)
    return bytes(message)


def read(content: bytes):
    file = io.BytesIO(content)
    assert inspect(file, "page.mhtml", len(content), largest=10**8).name == "mhtml"
    (found,) = mhtml.read(Source("page.mhtml", file, len(content)), Asked())
    return found


@pytest.mark.parametrize("how", ["quoted-printable", "base64"])
def test_the_article_of_the_page_is_read_whole_and_nothing_of_its_frames(how: str):
    found = read(saved(NEWS.raw, how))
    text = text_of(found.blocks)
    assert all(piece in text for piece in NEWS.article)
    assert "half of the price" not in text
    assert found.draft.url


def test_an_old_encoding_named_in_the_file_is_heeded():
    words = "A câmara aprovou ontem o orçamento para o próximo ano, disse João."
    page = f"<html><body><h1>Ola</h1><p>{words}</p></body></html>"
    assert "câmara aprovou" in text_of(read(saved(page.encode("cp1252"), charset="windows-1252")).blocks)


def test_a_message_without_a_page_is_refused_in_a_sentence():
    message = EmailMessage()
    message.make_related()
    content = bytes(message)
    with pytest.raises(Fault) as fault:
        list(mhtml.read(Source("page.mhtml", io.BytesIO(content), len(content)), Asked()))
    assert fault.value.code == "no_text"
