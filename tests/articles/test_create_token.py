"""`manage.py create_token` prints a token that works, alone, or says in one sentence why not."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.access import Role, Scope
from articles.models import Token
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


def test_the_token_stands_alone_on_standard_output_and_works(capsys):
    project = make_project()
    make_member(project, Role.RESEARCHER, make_user("eva"))
    call_command("create_token", "eva", project=project.slug, scope="read", days=3, name="notebook")
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    headers = {"Authorization": f"Bearer {out.strip()}"}
    assert Client().get(f"/api/v1/projects/{project.slug}/", headers=headers).json()["role"] == "researcher"
    token = Token.objects.get()
    assert (token.scope, token.name, round((token.expires_at - token.created_at) / timedelta(days=1))) == (
        Scope.READ,
        "notebook",
        3,
    )
    assert out.strip() not in token.digest


@pytest.mark.parametrize(
    ("user", "project", "days", "sentence"),
    [
        ("nobody", "mine", 3, "There is no user “nobody”."),
        ("eva", "none", 3, "There is no project “none” that “eva” is a member of."),
        ("eva", "theirs", 3, "There is no project “theirs” that “eva” is a member of."),
        ("eva", "mine", 0, "A token lasts between 1 and 366 days."),
        ("eva", "mine", 367, "A token lasts between 1 and 366 days."),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(capsys, user, project, days, sentence):
    make_project(slug="theirs")
    make_member(make_project(slug="mine"), Role.EDITOR, make_user("eva"))
    with pytest.raises(SystemExit) as ended:
        call_command("create_token", user, project=project, scope="write", days=days)
    assert ended.value.code == sentence  # Python prints it on standard error and exits with 1
    assert capsys.readouterr().out == ""
    assert not Token.objects.exists()


def test_a_scope_is_read_or_write():
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("create_token", "eva", "--project", "mine", "--scope", "admin")
