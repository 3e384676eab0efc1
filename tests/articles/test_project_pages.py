"""Starting a project and changing its settings."""

import pytest

from articles.models import Project

NEW = {"name": "Budget 2026", "language": "de", "text_rights": "quotes", "blind": "on"}


def test_a_manager_starts_a_project_and_becomes_its_manager(as_, people):
    answer = as_("manager").post("/projects/new/", NEW)
    project = Project.objects.get(slug="budget-2026")
    assert answer.headers["Location"] == "/projects/budget-2026/members/"
    assert (project.language, project.text_rights, project.blind, project.shared_sets) == ("de", "quotes", True, False)
    assert people["manager"].role_in(project) == "manager"
    assert project.schemes.exclude(published_at=None).exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "nul \0 byte"}, "Null characters"),
        ({"slug": "Bridge!"}, "small letters, digits and hyphens"),
        ({"slug": "bridge"}, "already a project"),
        ({"name": "桥"}, "small letters, digits and hyphens"),
        ({"language": "klingon"}, "not one of the available choices"),
        ({"text_rights": "all"}, "not one of the available choices"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_project_that_cannot_be_is_refused_in_the_form(as_, wrong, said):
    before = Project.objects.count()
    answer = as_("manager").post("/projects/new/", NEW | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Project.objects.count() == before


def test_an_editor_cannot_start_a_project(as_):
    assert as_("editor").post("/projects/new/", NEW).status_code == 403
    assert not Project.objects.filter(slug="budget-2026").exists()


def test_settings_are_saved_and_leave_an_event(as_, project):
    answer = as_("manager").post(
        "/projects/bridge/settings/",
        {"name": "The bridge", "language": "fr", "text_rights": "full", "assigned_only": "on"},
    )
    project.refresh_from_db()
    assert answer.headers["Location"] == "/projects/bridge/settings/"
    assert (project.name, project.language, project.blind, project.assigned_only) == ("The bridge", "fr", False, True)
    assert project.events.filter(verb="change_project").exists()


def test_settings_that_cannot_be_change_nothing(as_, project):
    answer = as_("manager").post("/projects/bridge/settings/", {"name": "  ", "language": "fr", "text_rights": "full"})
    assert answer.status_code == 422
    project.refresh_from_db()
    assert (project.name, project.language) == ("Bridge", "en")


def test_a_language_that_an_import_brought_is_kept(as_, project):
    Project.objects.filter(pk=project.pk).update(language="gsw")
    assert 'value="gsw" selected' in as_("manager").get("/projects/bridge/settings/").content.decode()


def test_the_list_shows_ones_own_projects_only(as_):
    page = as_("editor").get("/").content.decode()
    assert "Bridge" in page
    assert "Elsewhere" not in page
    assert "New project" not in page


def test_a_member_of_nothing_learns_how_to_come_in(client, db):
    from tests.factories import make_user

    client.force_login(make_user())
    assert "Ask a manager of a project for an invitation link" in client.get("/").content.decode()
