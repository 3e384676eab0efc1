"""Rows of lists are made of plain columns; they must say what the serializer that describes them says."""

from datetime import UTC, datetime

import pytest

from annotator.work.shapes import FoundRow
from articles.models import Article
from articles.rendering import FastJSON
from tests.callers import Caller
from tests.factories import make_article, make_project

HARD = "“Zoë” 👋\u2028said.\n\nNobody <b>knew</b> \\ why."
MEMBERS = [name for name in FoundRow.Meta.fields if name != "snippet"]


@pytest.fixture
def listed():
    project = make_project()
    at = datetime(2024, 2, 29, 23, 59, 59, 120_000, tzinfo=UTC)
    make_article(project)
    make_article(project, HARD, title="A\u2029B", metadata={"ü": [1.5, None, {"deep": True}]}, published_at=at)
    Article.objects.filter(project=project, published_at=at).update(tags=["a", "ß"])
    who = Caller(project.created_by, project)
    rows = who.get("articles/?include=text,paragraphs,sentences&limit=100").json()["results"]
    return rows, Article.objects.filter(project=project).order_by("-pk").defer("search")


@pytest.mark.django_db
def test_a_row_is_what_the_serializer_makes_of_the_article(listed):
    rows, articles = listed
    assert rows == FoundRow(articles, many=True).data
    assert [list(row) for row in rows] == [MEMBERS] * 2
    assert rows[0]["published_at"] == "2024-02-29T23:59:59.120000Z"


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["added", "published", "title", "outlet"])
def test_what_a_page_is_sorted_by_is_no_member_of_its_rows(sort):
    project = make_project()
    made = [make_article(project, f"Text {number}.", title="abc"[number]) for number in range(3)]
    who = Caller(project.created_by, project)
    address, found = f"articles/?fields=id,project&limit=1&sort={sort}", []
    while address:
        answer = who.get(address).json()
        found += answer["results"]
        address = answer["next"] and "articles/" + answer["next"].partition("articles/")[2]
    assert sorted(row["id"] for row in found) == [one.pk for one in made]
    assert all(row == {"id": row["id"], "project": project.slug} for row in found)


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (None, b""),
        ({"a": [1, 2.5, None, True, "ü\u2028"]}, '{"a":[1,2.5,null,true,"ü\u2028"]}'.encode()),
        ({"at": datetime(2024, 1, 1, 0, 0, 0, 7, tzinfo=UTC)}, b'{"at":"2024-01-01T00:00:00.000007Z"}'),
        (
            {"at": datetime(2024, 1, 1, 0, 0, 0, 7, tzinfo=UTC), "huge": 2**70},
            b'{"at":"2024-01-01T00:00:00.000007Z","huge":1180591620717411303424}',
        ),
    ],
    ids=["nothing", "plain", "moment", "huge"],
)
def test_answers_are_written_as_they_are(told, written):
    assert FastJSON().render(told) == written


def test_who_asks_for_indented_json_gets_it():
    assert FastJSON().render({"a": 1}, "application/json; indent=2") == b'{\n  "a": 1\n}'
