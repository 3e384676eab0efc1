"""The main job in one go: a story comes in by the browser, is tagged and submitted, and its spans go out by a token."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from annotator.intake import tasks  # noqa: F401  what a worker imports
from annotator.work.models import AnnotationSet
from articles import jobs
from articles.models import Job
from tests.browser.editor import EditorPage
from tests.factories import make_member, make_project, make_token

HEADLINE = "Ferry 👩‍👩‍👧 operator ‘misled’ passengers, union says"
FIRST = "“Nobody told us 🌊 the ramp was broken,” union secretary Jana Holub said on Friday."
STORY = f"World\n{HEADLINE}\nREAD ALSO: Ten ferries to avoid\n{FIRST}\nComments"


@pytest.mark.django_db(transaction=True)
def test_a_story_comes_in_is_tagged_and_goes_out(window: Callable[..., Page], live_server: Any) -> None:
    project = make_project()
    editor, researcher = make_member(project), make_member(project, "researcher")
    page = window(editor)
    page.goto(f"/projects/{project.slug}/uploads/new/")
    page.fill("textarea[name=text]", STORY)
    page.click("form:has(textarea[name=text]) button.primary")
    page.wait_for_url(re.compile(r"/uploads/\d+/"))
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)
    page.wait_for_selector("#proposal")
    kept = page.eval_on_selector_all("input[name=keep]:checked + label", "labels => labels.map(l => l.textContent)")
    assert kept == [HEADLINE, FIRST]
    page.click("button:has-text('Add the article')")
    page.wait_for_selector("#proposal", state="detached")
    article = project.articles.get()
    assert article.text == f"{HEADLINE}\n{FIRST}"

    page.goto(f"/projects/{project.slug}/articles/{article.pk}/")
    page.click("form[action$='/open/'] button")
    page.wait_for_url(re.compile(r"/sets/\d+/"))
    reading = AnnotationSet.objects.get()
    tab = EditorPage(page, reading)
    tab.ready()
    tab.sweep("Nobody told us 🌊 the ramp was broken")
    tab.press("q")
    tab.click("said")
    tab.sweep("union secretary Jana Holub")
    tab.press("Escape")
    tab.is_saved()
    page.click("button:has-text('Submit')")
    page.wait_for_selector("text=submitted")
    reading.refresh_from_db()
    assert reading.status == "submitted"

    token = make_token(researcher, project)
    url = f"{live_server.url}/api/v1/projects/{project.slug}/export/?as=jsonl"
    with urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})) as answer:
        (line,) = [json.loads(line) for line in answer.read().splitlines()]
    (said,) = line["sets"][0]["attributions"]
    spans = {span["id"]: span for span in line["sets"][0]["spans"]}
    for span in spans.values():
        assert [line["text"][start:end] for start, end in span["fragments"]] == span["quote"]
    assert spans[said["source"][0]]["text"] == "union secretary Jana Holub"
    assert spans[said["cue"][0]]["text"] == "said"
    assert spans[said["content"][0]]["text"] == "Nobody told us 🌊 the ramp was broken"
