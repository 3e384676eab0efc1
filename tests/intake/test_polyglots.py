"""Files that are two things at once, or not what their name says: each is read as one thing, or refused with advice."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Article, Upload, UploadItem
from tests.factories import make_member, make_token
from tests.intake.conftest import work_on
from tests.intake.packed import docx, paragraph, run, zipped
from tests.intake.portable import paged, shown

pytestmark = pytest.mark.django_db
SAID = "The port is closed."
ARCHIVE = zipped({"a.txt": "From the archive."})
PDF = paged([shown(50, 700, SAID)])
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
PAGE = f"<html><body><p>{SAID}</p></body></html>".encode()
SCAN = paged(["q 100 0 0 100 0 0 cm Q"])
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)


@pytest.fixture
def sent(project):
    """Uploads a file by the API and lets a worker read it: the code and sentence of a refusal, or the texts stored."""
    headers = {"Authorization": f"Bearer {make_token(make_member(project), project, 'write')}"}

    def send(name, content):
        file = SimpleUploadedFile(name, content)
        answer = Client().post("/api/v1/projects/bridge/uploads/", {"file": file}, headers=headers)
        told = answer.json()
        if answer.status_code != 202:
            return told["code"], told["detail"]
        work_on(Upload.objects.get(pk=told["id"]))
        told = Client().get(told["url"], headers=headers).json()
        if told["state"] == "failed":
            return told["code"], told["reason"]
        return "", "|".join(Article.objects.order_by("pk").values_list("text", flat=True))

    return send


@pytest.mark.parametrize(
    ("name", "content", "code", "advice"),
    [
        ("a.doc", OLD_WORD, "unsupported_file", "save it as .docx"),
        ("a.docx", OLD_WORD, "encrypted", "password"),
        ("a.docx", PAGE, "not_what_it_says", "(Word)"),
        ("a.docx", PDF, "not_what_it_says", "(Word)"),
        ("a.pdf", PAGE, "not_what_it_says", "(PDF)"),
        ("a.pdf", GIF + ARCHIVE, "not_what_it_says", "(PDF)"),
        ("a.gif", GIF + ARCHIVE, "unsupported_file", "picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "unsupported_file", "picture"),
        ("a.zip", GIF + ARCHIVE, "not_what_it_says", "ZIP"),
        ("a.txt", ARCHIVE, "not_text", "plain text"),
        ("a.txt", PDF, "not_text", "plain text"),
        ("a.txt", GIF + ARCHIVE, "not_text", "plain text"),
        ("a.html", ARCHIVE, "not_what_it_says", "web page"),
        ("a.pdf", SCAN, "scan", "no text in this PDF"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_and_nothing_is_stored(sent, name, content, code, advice):
    said, sentence = sent(name, content)
    assert said == code
    assert advice in sentence
    assert sentence.endswith((".", "?"))
    assert not Article.objects.exists()


def test_a_pdf_with_an_archive_behind_it_is_at_most_the_pdf(sent):
    sent("a.pdf", PDF + ARCHIVE)
    assert not Article.objects.filter(text__contains="From the archive").exists()


def test_a_word_file_with_another_archive_behind_it_gives_one_document_at_most(sent):
    sent("a.docx", docx(paragraph(run(SAID))) + ARCHIVE)
    assert not Article.objects.filter(text__contains="From the archive").exists()


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/a.txt", "/etc/passwd.txt", "..\\..\\a.txt", "C:\\Windows\\a.txt", "a/../../../b.txt"]
)
def test_a_name_that_leads_out_of_its_folder_writes_nothing_there(sent, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sent("a.zip", zipped({name: SAID})) == ("", SAID)
    [place] = UploadItem.objects.values_list("place", flat=True)
    assert not re.search(r"^[/\\]|\.\.|:", place)
    assert list(tmp_path.iterdir()) == []
