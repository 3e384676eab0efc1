"""What the database refuses of a release: whatever would change what somebody has cited."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.release.models import Release, ReleaseFile, release_storage
from annotator.scheme.models import Scheme
from articles.models import Project
from tests.factories import make_member, make_project

DIGEST = "0" * 64


def make_release(project: Project, number: int = 1, *, built: bool = True) -> Release:
    """A release with one file, as rows."""
    made = Release.objects.create(
        project=project,
        number=number,
        title="Port strike",
        by=project.created_by,
        scheme=Scheme.objects.get(project=project),
        rights="full",
    )
    ReleaseFile.objects.create(
        release=made, name="data/spans.csv", media_type="text/csv", bytes=3, sha256=DIGEST, rows=1
    )
    if built:
        Release.objects.filter(pk=made.pk).update(built_at=timezone.now(), sha256=DIGEST)
    made.refresh_from_db()
    return made


@pytest.mark.django_db
def test_a_built_release_is_never_altered_or_deleted() -> None:
    release = make_release(make_project())
    only = Release.objects.filter(pk=release.pk)
    new = {"name": "b.csv", "media_type": "text/csv", "bytes": 1, "sha256": DIGEST}
    for change in (
        lambda: only.update(title="Another"),
        lambda: only.update(sha256="1" * 64),
        lambda: only.update(built_at=None, sha256=""),
        lambda: ReleaseFile.objects.update(bytes=4),
        lambda: ReleaseFile.objects.create(release=release, **new),
        lambda: ReleaseFile.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="A release never changes"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_it_can_be_withdrawn_once_for_a_reason_and_not_taken_back() -> None:
    release = make_release(make_project())
    only = Release.objects.filter(pk=release.pk)
    withdrawn = {"withdrawn_at": timezone.now(), "withdrawn_by": release.by}
    with pytest.raises(IntegrityError, match="release_withdrawn_for_a_reason"), transaction.atomic():
        only.update(**withdrawn)
    only.update(**withdrawn, withdrawn_reason="A source asked us to.")
    with pytest.raises(IntegrityError, match="A release never changes"), transaction.atomic():
        only.update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
    assert not ReleaseFile.objects.visible_to(release.by).exists()
    assert Release.objects.visible_to(release.by).get().state == "withdrawn"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../secret-key", "/etc/passwd", "data/../x", ".hidden", "a//b", "", "data/", "a b"])
def test_no_name_of_a_file_leads_out_of_its_release(name: str) -> None:
    release = make_release(make_project(), built=False)
    with pytest.raises(IntegrityError, match="release_file_name_stays_inside"), transaction.atomic():
        ReleaseFile.objects.create(release=release, name=name, media_type="x", bytes=1, sha256=DIGEST)


@pytest.mark.django_db
def test_only_members_know_of_a_release_and_files_wait_until_it_is_complete() -> None:
    project = make_project()
    researcher, stranger = make_member(project, "researcher"), make_project().created_by
    complete, unfinished = make_release(project), make_release(project, 2, built=False)
    assert set(Release.objects.visible_to(researcher)) == {complete, unfinished}
    assert not Release.objects.visible_to(stranger).exists()
    assert [file.release for file in ReleaseFile.objects.visible_to(researcher)] == [complete]
    assert ReleaseFile.objects.visible_to(researcher).get().stored_as == f"{project.pk}/1/data/spans.csv"
    assert not ReleaseFile.objects.visible_to(stranger).exists()
    assert not release_storage().exists(complete.folder)
