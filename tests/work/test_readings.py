"""Opening, assigning, submitting, reopening and locking readings, and who may see them."""

from typing import Any

import pytest
from django.test import Client

from annotator.work.actions import assign, lock, open_set, reopen, submit, unassign, unlock
from annotator.work.models import AnnotationSet
from articles.access import Refusal
from articles.actions import change_project
from articles.library.actions import withdraw_article
from tests.factories import make_article, make_attribution, make_member, make_project, make_set, make_span

pytestmark = pytest.mark.django_db


def test_opening_an_article_twice_gives_the_same_reading() -> None:
    project = make_project()
    article, editor = make_article(project), make_member(project)
    first, new = open_set(article, by=editor)
    assert (new, first.status, first.scheme.version) == (True, "assigned", 1)
    assert open_set(article, by=editor) == (first, False)


@pytest.mark.parametrize(
    ("who", "code"), [("researcher", "forbidden"), ("stranger", "not_found"), ("withdrawn", "withdrawn")]
)
def test_who_may_not_open_an_article_is_told_why(who: str, code: str) -> None:
    project = make_project()
    article = make_article(project)
    by = (
        make_project().created_by
        if who == "stranger"
        else make_member(project, "editor" if who == "withdrawn" else who)
    )
    if who == "withdrawn":
        withdraw_article(article, by=project.created_by)
    with pytest.raises(Refusal) as refused:
        open_set(article, by=by)
    assert refused.value.code == code


def test_where_articles_are_assigned_an_editor_opens_only_those() -> None:
    project = make_project(assigned_only=True)
    mine, other, editor = make_article(project), make_article(project), make_member(project)
    assert assign(project, articles=[mine], assignee=editor, by=project.created_by) == 1
    assert not open_set(mine, by=editor)[1]
    with pytest.raises(Refusal, match="assigned") as refused:
        open_set(other, by=editor)
    assert (refused.value.code, refused.value.status) == ("not_assigned", 403)


def test_assigning_again_changes_nothing_and_an_untouched_one_can_be_taken_back() -> None:
    project = make_project()
    articles, editor = [make_article(project) for _ in range(3)], make_member(project)
    assert assign(project, articles=articles, assignee=editor, by=project.created_by) == 3
    assert assign(project, articles=articles, assignee=editor, by=project.created_by) == 0
    first, second, _ = AnnotationSet.objects.owned_by(editor)
    unassign(first, by=project.created_by)
    AnnotationSet.objects.filter(pk=second.pk).update(revision=1)
    with pytest.raises(Refusal, match="started"):
        unassign(second, by=project.created_by)
    assert AnnotationSet.objects.owned_by(editor).count() == 2


def test_only_those_who_can_tag_are_assigned_and_only_managers_assign() -> None:
    project = make_project()
    researcher, editor = make_member(project, "researcher"), make_member(project)
    with pytest.raises(Refusal, match="cannot tag"):
        assign(project, articles=[make_article(project)], assignee=researcher, by=project.created_by)
    with pytest.raises(Refusal) as refused:
        assign(project, articles=[make_article(project)], assignee=editor, by=editor)
    assert refused.value.status == 403


def test_errors_block_submission_and_warnings_wait_to_be_confirmed() -> None:
    project = make_project()
    editor = make_member(project)
    reading = make_set(make_article(project), editor)
    empty = make_attribution(reading)
    with pytest.raises(Refusal) as refused:
        submit(reading, by=editor, confirm=True)
    assert refused.value.extra["problems"][0]["attribution"] == str(empty.uuid)
    make_attribution(reading, content=[make_span(reading, "We never met", "content")])
    empty.delete()
    with pytest.raises(Refusal) as refused:
        submit(reading, by=editor)
    assert {problem["severity"] for problem in refused.value.extra["problems"]} == {"warning"}
    submitted, warnings = submit(reading, by=editor, confirm=True)
    assert (submitted.status, len(warnings)) == ("submitted", 2)
    assert submit(reading, by=editor)[0].submitted_at == submitted.submitted_at


def test_a_reading_is_reopened_by_its_owner_or_a_senior_but_not_while_locked() -> None:
    project = make_project()
    owner, other, adjudicator = (make_member(project, role) for role in ("editor", "editor", "adjudicator"))
    reading = make_set(make_article(project), owner, submitted=True)
    with pytest.raises(Refusal) as refused:
        reopen(reading, by=other)
    assert refused.value.status == 403
    for by in (owner, adjudicator):
        AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at=reading.submitted_at)
        assert reopen(reading, by=by).submitted_at is None
    AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at=reading.submitted_at)
    assert lock(reading, by=adjudicator).status == "locked"
    with pytest.raises(Refusal) as refused:
        reopen(reading, by=owner)
    assert refused.value.code == "locked"
    assert unlock(reading, by=adjudicator).status == "submitted"
    with pytest.raises(Refusal) as refused:
        lock(reading, by=owner)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("blind", "reader", "sees"),
    [
        (True, "manager", {"mine", "theirs", "submitted", "suggested", "gold"}),
        (True, "adjudicator", {"mine", "theirs", "submitted", "suggested", "gold"}),
        (True, "editor", {"mine", "suggested"}),
        (False, "editor", {"mine", "theirs", "submitted", "suggested", "gold"}),
        (True, "researcher", {"submitted", "gold"}),
        (True, "stranger", set()),
    ],
)
def test_who_sees_which_reading(blind: bool, reader: str, sees: set[str]) -> None:
    project = make_project(blind=blind)
    article, other = make_article(project), make_member(project)
    user = make_project().created_by if reader == "stranger" else make_member(project, reader)
    make_set(article, other, label="theirs")
    make_set(make_article(project), other, label="submitted", submitted=True)
    make_set(article, kind="suggested", label="suggested")
    make_set(article, kind="gold", label="gold")
    if reader not in ("stranger", "researcher"):
        make_set(article, user, label="mine")
    visible = AnnotationSet.objects.visible_to(user)
    assert set(visible.values_list("label", flat=True)) == sees
    client = Client()
    client.force_login(user)
    for reading in AnnotationSet.objects.all():
        expected: Any = 200 if reading.label in sees else 404
        assert client.get(f"/api/v1/sets/{reading.pk}/changes/").status_code == expected


def test_switching_shared_sets_is_a_managers_choice() -> None:
    project = make_project()
    with pytest.raises(Refusal) as refused:
        change_project(project, by=make_member(project, "adjudicator"), shared_sets=True)
    assert refused.value.status == 403
