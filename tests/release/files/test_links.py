"""Signed links: an address that needs no token, for one person, one release and seven days."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.release.files.actions import LINK_LASTS, make_link, revoke_link
from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.access import Refusal, Scope
from articles.actions import create_token, remove_member, revoke_token
from articles.models import Event, Membership, Project, User
from tests.factories import make_member, make_project
from tests.release.files.conftest import make_release

pytestmark = pytest.mark.django_db
NAME, BODY = "spans.csv", b"a,b\n1,2\n"


@pytest.fixture
def release() -> Release:
    return make_release(make_project(), {NAME: BODY})


def get(link: FileLink, name: str = NAME, **headers: str) -> Any:
    return Client().get(link.address + name, headers=headers)


def test_a_link_ends_like_the_file_and_opens_it_for_anybody_who_has_it(release: Release) -> None:
    link, _new = make_link(release, by=release.by)
    answer = get(link)
    assert b"".join(answer) == BODY
    assert (link.address + NAME).startswith("/d/")
    assert (link.address + NAME).endswith(f"/{release.number}/spans.csv")
    assert len(link.address) < 90
    assert get(link, Range="bytes=0-2").status_code == 206
    assert Event.objects.get(verb="export").by == release.by


def test_a_link_is_given_again_while_most_of_its_time_is_left(release: Release) -> None:
    link, _new = make_link(release, by=release.by)
    assert make_link(release, by=release.by) == (link, False)
    assert make_link(release, by=make_member(release.project, "researcher"))[1]
    FileLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() + LINK_LASTS / 3)
    assert make_link(release, by=release.by)[1]


def test_a_link_ends_after_seven_days(release: Release) -> None:
    link, _new = make_link(release, by=release.by)
    assert link.expires_at - link.created_at == timedelta(days=7)
    FileLink.objects.update(expires_at=timezone.now())
    assert (get(link).status_code, get(link).json()["code"]) == (410, "link_ended")


def test_a_revoked_link_ends_at_once(release: Release) -> None:
    member = make_member(release.project, "researcher")
    link, _new = make_link(release, by=member)
    with pytest.raises(Refusal, match="does not let you"):
        revoke_link(link, by=make_member(release.project, "researcher"))
    revoke_link(link, by=release.by)
    assert get(link).status_code == 410


def test_the_link_of_a_removed_member_or_a_closed_account_dies_at_once(release: Release) -> None:
    member = make_member(release.project, "researcher")
    link, _new = make_link(release, by=member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert get(link).status_code == 404
    User.objects.filter(pk=member.pk).update(is_active=True)
    assert get(link).status_code == 200
    remove_member(Membership.objects.get(user=member), by=release.by)
    assert get(link).status_code == 404


def test_a_link_opens_one_release_and_nothing_that_was_not_signed(release: Release) -> None:
    other = make_release(release.project, {NAME: b"secret"}, number=2)
    link, _new = make_link(release, by=release.by)
    signature = link.address.split("/")[2]
    forged = signature.replace(str(link.pk), str(link.pk + 1), 1)
    for address in (
        f"/d/{signature}/{other.number}/{NAME}",
        f"/d/{forged}/{release.number}/{NAME}",
        f"/d/{signature[:-1]}/{release.number}/{NAME}",
        f"/d/nonsense/{release.number}/{NAME}",
        f"/d/{link.pk}./{release.number}/{NAME}",
        f"/d/{signature}/{release.number}/other.csv",
    ):
        assert Client().get(address).status_code == 404, address


def test_a_withdrawn_release_is_gone_for_links_too(release: Release) -> None:
    link, _new = make_link(release, by=release.by)
    gone = {"withdrawn_at": timezone.now(), "withdrawn_by": release.by, "withdrawn_reason": "A source asked us to."}
    Release.objects.filter(pk=release.pk).update(**gone)
    assert get(link).status_code == 410
    with pytest.raises(Refusal, match="no files to give"):
        make_link(release, by=release.by)


def test_what_a_script_made_ends_with_its_token(release: Release) -> None:
    own, _new = make_link(release, by=release.by)
    token = create_token(user=release.by, project=release.project, scope=Scope.READ, days=1, by=release.by)[0]
    release.by.token = token
    link, new = make_link(release, by=release.by)
    assert (new, link.expires_at) == (True, token.expires_at)
    assert make_link(release, by=release.by) == (link, False)
    assert get(link).status_code == 200
    revoke_token(token, by=release.by)
    assert (get(link).status_code, get(own).status_code) == (410, 200)


def test_the_last_use_is_written_down_to_the_minute_and_a_look_is_none(release: Release) -> None:
    link, _new = make_link(release, by=release.by)
    Client().head(link.address + NAME)
    get(link, **{"If-None-Match": "*"})
    link.refresh_from_db()
    assert link.last_used_at is None
    get(link)
    link.refresh_from_db()
    first = link.last_used_at
    assert first is not None
    get(link)
    link.refresh_from_db()
    assert link.last_used_at == first


def test_who_tags_in_a_blind_project_has_no_release_and_an_older_link_of_theirs_ends(release: Release) -> None:
    """A release holds what the others tagged."""
    member = make_member(release.project, "researcher")
    link, _ = make_link(release, by=member)
    assert Client().get(link.address + NAME).status_code == 200
    Membership.objects.filter(user=member).update(role="editor")
    assert not Release.objects.visible_to(member).exists()
    assert Client().get(link.address + NAME).status_code == 404
    Project.objects.filter(pk=release.project_id).update(blind=False)
    assert Client().get(link.address + NAME).status_code == 200
