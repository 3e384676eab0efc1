"""The pages of schemes: who sees what, drafting without scripts, and that what is published stays."""

import pytest
from django.db import IntegrityError, connection, transaction

from annotator.scheme.actions import change_draft
from annotator.scheme.comparing import changed_fields
from annotator.scheme.models import Field, Scheme
from annotator.scheme.rules import Rule
from articles.access import Role
from tests.callers import signed_in
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"
LEVELS = {rule.value: "off" for rule in Rule}


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def root(project):
    return f"/projects/{project.slug}/scheme/"


@pytest.fixture
def client(project):
    return signed_in(project.created_by)


def filled(*fields, **more):
    """What a browser sends for these fields, in this order."""
    sent = {"guidelines": "", **LEVELS, "fields-TOTAL_FORMS": len(fields), "fields-INITIAL_FORMS": 0, **more}
    for number, field in enumerate(fields):
        row = {"applies_to": "claim", "kind": "choice", "choices": "yes\nno", "ORDER": number + 1, **field}
        sent |= {f"fields-{number}-{name}": value for name, value in row.items()}
    return sent


def drafted(project):
    return Scheme.objects.get(project=project, published_at=None)


def test_every_member_reads_the_scheme_and_only_a_manager_is_offered_to_change_it(project, root, client):
    for role in Role:
        page = signed_in(make_member(project, role)).get(root)
        assert page.status_code == 200
        assert ("Write version 2" in page.text) == (role == Role.MANAGER)
    assert signed_in(make_user()).get(root).status_code == 404


@pytest.mark.parametrize("path", ["draft/", "draft/publication/", "draft/discarding/"])
def test_only_a_manager_drafts(project, root, path):
    for method in ("get", "post"):
        assert getattr(signed_in(make_member(project)), method)(root + path).status_code in (403, 405)
        assert getattr(signed_in(make_user()), method)(root + path).status_code in (404, 405)
    assert not Scheme.objects.filter(project=project, published_at=None).exists()


def test_guidelines_names_and_choices_are_text(project, root, client):
    field = {"applies_to": "claim", "name": "tone", "kind": "choice", "choices": [XSS], "guideline": XSS}
    scheme = change_draft(project, by=project.created_by, guidelines=f"{XSS}\n\nSecond.", fields=[field])
    for page in (client.get(root + "draft/"), client.get(root + "draft/publication/")):
        assert XSS not in page.text
    client.post(root + "draft/publication/")
    page = client.get(root)
    assert f"version {scheme.version}" in page.text
    assert XSS not in page.text
    assert "&lt;script&gt;" in page.text
    assert "<p>Second.</p>" in page.text


def test_looking_at_the_draft_stores_nothing(project, root, client):
    assert "stance" in client.get(root + "draft/").text
    assert client.get(root + "draft/publication/").status_code == 302
    assert not Scheme.objects.filter(project=project, published_at=None).exists()


def test_fields_are_added_removed_and_ordered_without_scripts(project, root, client):
    client.post(root + "draft/", filled({"name": "a"}, {"name": "b", "ORDER": ""}, {"name": "c", "ORDER": 0}))
    assert [field.name for field in drafted(project).fields.all()] == ["c", "a", "b"]
    page = client.get(root + "draft/")
    assert page.text.count("data-field>") == 3 + 1 + 1  # an empty one, and the template's
    gone, empty = {"DELETE": "on"}, {"name": "", "choices": "", "ORDER": ""}
    kept = filled({"name": "c", **gone}, {"name": "a"}, {"name": "b", **gone}, empty)
    assert client.post(root + "draft/", kept).status_code == 302
    assert [(field.name, field.choices) for field in drafted(project).fields.all()] == [("a", ["yes", "no"])]


def test_a_question_with_a_key_of_a_command_says_that_the_key_does_not_lead_to_it(project, root, client):
    client.post(root + "draft/", filled({"name": "a", "key": "z"}))
    assert "does not lead to it" not in client.get(root + "draft/").text
    client.post(root + "draft/", filled({"name": "a", "key": "q"}))
    assert "The editor has a command on “q”." in client.get(root + "draft/").text


def test_choices_of_a_field_that_has_none_are_dropped(project, root, client):
    client.post(root + "draft/", filled({"name": "since", "kind": "date"}))
    assert drafted(project).fields.get().choices == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ([{"name": "Tone"}], "small letters"),
        ([{"name": "a"}, {"name": "a"}], "Two fields of claim have the name “a”."),
        ([{"name": "a", "choices": " \n"}], "needs choices"),
        ([{"name": "a", "choices": "x" * 101}], "at most 100 characters"),
        ([{"name": "a", "key": "xy"}], "at most 1 character"),
        ([{"name": "a", "kind": "colour"}], "not one of the available choices"),
    ],
)
def test_a_senseless_field_comes_back_with_its_reason_and_stores_nothing(project, root, client, fields, says):
    answer = client.post(root + "draft/", filled(*fields, guidelines="kept"))
    assert answer.status_code == 422
    assert says in answer.text
    assert ">\nkept</textarea>" in answer.text
    assert not Scheme.objects.filter(project=project, published_at=None).exists()


@pytest.mark.parametrize("sent", [{}, {"fields-TOTAL_FORMS": "x"}, filled({"name": "a"}, no_nesting="never")])
def test_a_torn_form_is_refused(project, root, client, sent):
    assert client.post(root + "draft/", sent).status_code == 422


def test_a_profile_replaces_the_rules(project, root, client):
    client.post(root + "draft/", filled({"name": "a"}, profile="polnear"))
    assert drafted(project).rules == {"one_contiguous_cue": "error", "one_source": "error", "no_nesting": "error"}
    client.post(root + "draft/", filled({"name": "a"}, profile="default"))
    assert drafted(project).rules == {}


def test_publishing_shows_what_changes_and_then_freezes_it(project, root, client):
    client.post(root + "draft/", filled({"name": "tone"}, publish="1", guidelines="New."))
    page = client.get(root + "draft/publication/").text
    for sentence in ("The guidelines read differently.", "“tone” of each claim is new.", "is left out."):
        assert sentence in page
    assert client.post(root + "draft/publication/").status_code == 302
    newest = Scheme.objects.filter(project=project).published()[0]
    assert (newest.version, newest.published_by, newest.guidelines) == (2, project.created_by, "New.")
    assert "This is an older version" in client.get(root + "?version=1").text
    assert client.get(root + "?version=3").status_code == client.get(root + "?version=x").status_code == 404


def test_a_draft_is_discarded(project, root, client):
    change_draft(project, by=project.created_by)
    client.post(root + "draft/discarding/")
    assert not Scheme.objects.filter(project=project, published_at=None).exists()
    assert client.post(root + "draft/discarding/").status_code == 302


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE annotator_scheme SET guidelines = 'x'",
        "UPDATE annotator_scheme SET published_at = NULL",
        "UPDATE annotator_field SET name = 'x' WHERE name = 'stance'",
        "DELETE FROM annotator_field",
        "INSERT INTO annotator_field (scheme_id, applies_to, name, kind, choices, required, key, guideline, ordinal)"
        " SELECT id, 'claim', 'x', 'bool', '{}', false, '', '', 9 FROM annotator_scheme",
        "DELETE FROM annotator_scheme",
    ],
)
def test_a_published_scheme_never_changes_not_even_by_sql(project, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Field.objects.filter(scheme__project=project).count() == 3


def test_a_field_cannot_move_into_a_published_scheme(project):
    draft = change_draft(project, by=project.created_by)
    published = Scheme.objects.filter(project=project).published()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Field.objects.filter(scheme=draft).update(scheme=published, name="moved")
    with pytest.raises(IntegrityError), transaction.atomic():
        Field.objects.filter(scheme=published).update(scheme=draft, name="moved")


def test_the_scheme_page_takes_few_queries_whatever_its_size(project, root, client, django_assert_max_num_queries):
    fields = [{"applies_to": "claim", "name": f"f{number}", "kind": "bool"} for number in range(50)]
    for _ in range(3):
        change_draft(project, by=project.created_by, fields=fields)
        client.post(root + "draft/publication/")
    with django_assert_max_num_queries(10):
        client.get(root)


def test_changes_of_fields_are_told_in_words():
    a = {"applies_to": "claim", "name": "a", "kind": "bool", "key": ""}
    b, c = {**a, "name": "b"}, {**a, "name": "c"}
    assert changed_fields([a, b], [a, b]) == []
    assert changed_fields([a, b], [b, a]) == ["The fields stand in another order."]
    assert changed_fields([a, b], [{**a, "key": "k"}, c]) == [
        "“c” of each claim is new.", "“b” of each claim is left out.", "“a” of each claim changes: key.",
    ]  # fmt: skip
