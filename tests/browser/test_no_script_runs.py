"""Whatever people write stays text: every page, with hostile words in every place they can reach, in a real browser."""

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from annotator.registry.models import Alias
from annotator.scheme.actions import draft, edit_draft, publish
from annotator.work.models import AnnotationSet
from articles.actions import change_project
from articles.models import Invitation, Membership, Project, Token, Upload, UploadItem, User
from tests.access_rows import ROWS
from tests.factories import make_actor, make_article, make_set, make_topic
from tests.worlds import World, address, make_world

HOSTILE = """</script><img src=x onerror="document.title='run'"><svg onload=alert(1)>'"{{7*7}}<!--"""
DOWNLOADS = ("original", "report", "-file")


@pytest.fixture
def hostile() -> World:
    """One of everything, named to hurt."""
    world = make_world("hostile")
    project, manager = world.project, world.people["manager"]
    change_project(project, by=manager, name=HOSTILE, description=HOSTILE, licence=HOSTILE)
    field = {"applies_to": "claim", "name": "stance", "kind": "choice", "choices": [HOSTILE], "guideline": HOSTILE}
    scheme = edit_draft(draft(project, by=manager), by=manager, guidelines=HOSTILE, rules={}, fields=[field])
    publish(scheme, by=manager)
    draft(project, by=manager)
    User.objects.filter(pk=world.people["editor"].pk).update(username=HOSTILE, email="x@example.org")
    Invitation.objects.update(note=HOSTILE)
    Token.objects.update(name=HOSTILE)
    links = {HOSTILE: {"count": 1, "roles": {HOSTILE: {HOSTILE: 1}}}}
    labels = {"spans": {HOSTILE: 1}, "links": links, "values": {HOSTILE: 1}}
    mapping = {"spans": {HOSTILE: "actor"}, "links": {}, "values": {}}
    counts = Upload.objects.get().report.get("counts", {})
    Upload.objects.update(filename=HOSTILE, report={"counts": counts, "labels": labels}, options={"mapping": mapping})
    words = {"title": HOSTILE, "reason": HOSTILE, "place": HOSTILE, "notes": [HOSTILE]}
    UploadItem.objects.update(blocks=[{"text": HOSTILE, "keep": True, "why": ""}], **words)
    about = {"title": HOSTILE, "outlet": HOSTILE, "byline": HOSTILE, "section": HOSTILE, "metadata": {HOSTILE: HOSTILE}}
    upload = Upload.objects.get()
    article = make_article(project, f"{HOSTILE}\n{HOSTILE} said so.", upload=upload, **about)
    actor, topic = make_actor(project, HOSTILE), make_topic(project, HOSTILE, definition=HOSTILE, examples=HOSTILE)
    Alias.objects.create(actor=actor, name=HOSTILE)
    reading = make_set(article, world.people["owner"], label=HOSTILE)
    tag(reading, world.people["owner"], str(actor.uuid), str(topic.uuid))
    world.ids |= {"article_id": article.pk, "set_id": reading.pk, "actor": actor.uuid, "topic": topic.uuid}
    return world


def tag(reading: AnnotationSet, owner: User, actor: str, topic: str) -> None:
    """Tag the hostile words as actor, claim and content, with a hostile note and value."""
    ids = [str(uuid.uuid4()) for _ in range(4)]
    kinds = {"actor": {"actor": actor}, "claim": {"topic": topic, "values": {"stance": HOSTILE}}, "content": {}}
    span = {"put": "span", "fragments": [[0, len(HOSTILE)]], "quote": [HOSTILE]}
    operations = [span | {"id": ids[n], "kind": kind} | more for n, (kind, more) in enumerate(kinds.items())]
    said = {"put": "attribution", "id": ids[3], "source": [ids[0]], "content": [ids[2]], "note": HOSTILE}
    batch = {"batch": str(uuid.uuid4()), "revision": 0, "text_sha256": reading.article.text_sha256}
    client = Client()
    client.force_login(owner)
    body = json.dumps(batch | {"operations": [*operations, said]})
    answer = client.post(f"/api/v1/sets/{reading.pk}/changes/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("caller", ["manager", "owner", "researcher"])
@pytest.mark.django_db(transaction=True)
def test_hostile_words_stay_words_on_every_page(
    hostile: World, window: Callable[..., Page], live_server: object, caller: str
) -> None:
    page = window(hostile.people[caller])
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    seen = 0
    for name, methods in ROWS.items():
        if name.startswith("api-") or name.endswith(DOWNLOADS) or caller not in getattr(methods.get("GET"), "may", ()):
            continue
        answer = page.goto(address(name, hostile))
        page.wait_for_load_state()
        if answer is None or not answer.headers["content-type"].startswith("text/html"):
            continue
        assert "run" not in page.title().split(), name
        assert "onerror" in page.content(), f"{name} does not show the words at all"
        seen += 1
    assert seen >= 5
    assert Project.objects.get().name == HOSTILE
    assert Membership.objects.filter(user__username=HOSTILE).exists()
