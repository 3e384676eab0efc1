"""Every face the editor has: one page is led through them, and each is named for who looks at it."""

from collections.abc import Iterator

from django.utils import timezone
from playwright.sync_api import Route, expect

from annotator.scheme.actions import change_draft, publish
from annotator.scheme.models import Scheme
from annotator.work.models import AnnotationSet
from tests.browser.editor import EditorPage
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_topic,
)

TEXT = """Harbour ferry stays in port
“The ferry is sound,” Captain Zoë Brandt told reporters on Monday, “and it sails in May.” A spokeswoman denied that.
The union said that the owner claims the repairs are paid. Nobody has seen a bill, the union added.
Harbour master Tom Ruiz warned that the pier would be closed. Passengers wait for an answer.
قال المتحدث سامي حداد إن «العبّارة لن تبحر هذا العام» وإن الأموال لم تصل."""
GUIDELINES = (
    "What belongs here\nTag what somebody said.\n\nActors\nWhoever speaks, as written.\n\nClaims\nOne sentence."
)
FIELDS = [
    {"applies_to": "claim", "name": "stance", "kind": "choice", "choices": ["supports", "opposes"], "required": True,
     "guideline": "Does the speaker support it?\nFor example: “it is sound” supports."},
    {"applies_to": "attribution", "name": "form", "kind": "choice", "choices": ["direct", "indirect", "mixed"],
     "required": True},
    {"applies_to": "attribution", "name": "frames", "kind": "many", "choices": ["cost", "blame", "safety"]},
    {"applies_to": "attribution", "name": "certain", "kind": "bool"},
]  # fmt: skip
CLOSE = ("Escape", "Escape", "Escape")


def make_reading(language: str = "en") -> AnnotationSet:
    """A started reading: an attribution in two pieces, a nested one, one without a source, one in Arabic, a claim."""
    project = make_project(shared_sets=True, blind=False)
    change_draft(project, by=project.created_by, guidelines=GUIDELINES, fields=FIELDS)
    publish(Scheme.objects.get(project=project, published_at=None), by=project.created_by)
    captain = make_actor(project, "Zoë Brandt")
    make_topic(project, "The ferry is safe", code="110", definition="Claims about its state.", examples="“it is sound”")
    article = make_article(
        project,
        TEXT,
        title="Harbour ferry stays in port",
        language=language,
        outlet="The Coast Courier",
        byline="A. Lindqvist",
        published_at=timezone.now(),
    )
    reading = make_set(article, make_member(project), started_at=timezone.now())
    person = make_span(reading, "Captain Zoë Brandt", actor=captain)
    quoted = make_span(reading, ["“The ferry is sound,”", "“and it sails in May.”"], "content")
    make_attribution(reading, source=[person], cue=[make_span(reading, "told", "cue")], content=[quoted])
    union = make_span(reading, "The union")
    outer = make_span(reading, "the owner claims the repairs are paid", "content")
    make_attribution(reading, source=[union], cue=[make_span(reading, "said that", "cue")], content=[outer])
    inner = make_span(reading, "the repairs are paid", "content")
    make_attribution(
        reading, source=[make_span(reading, "the owner")], cue=[make_span(reading, "claims", "cue")], content=[inner]
    )
    make_attribution(reading, content=[make_span(reading, "Nobody has seen a bill", "content")])
    speaker = make_span(reading, "سامي حداد")
    arabic = make_span(reading, "«العبّارة لن تبحر هذا العام»", "content")
    make_attribution(reading, source=[speaker], cue=[make_span(reading, "قال", "cue")], content=[arabic])
    make_span(reading, "The ferry is sound", "claim")
    return reading


def faces(editor: EditorPage) -> Iterator[str]:
    """Lead the page of `make_reading` through every state of somebody who writes; yields the name of each."""
    page = editor.page
    yield "rest"
    editor.choose_words("the pier would be closed")
    yield "selected"
    editor.press("q")
    expect(page.locator("#hint[data-proposed]")).to_be_visible()
    yield "sweep"
    editor.press("Escape")
    yield "swept"
    editor.press(*CLOSE)
    click(editor, "Captain")
    expect(page.locator(".detail")).to_be_visible()
    page.wait_for_selector(".handle.shown")
    yield "actor"
    editor.press("g")
    expect(page.locator(".guide")).to_be_visible()
    yield "guide"
    editor.press("g", *CLOSE)
    page.locator(".card").nth(1).click()
    yield "attribution"
    editor.press(*CLOSE)
    yield from searches(editor)
    yield from panels(editor)


def click(editor: EditorPage, words: str) -> None:
    """On words at the top of the article, wherever the page was scrolled to."""
    editor.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    editor.settle()
    editor.click(words)


def searches(editor: EditorPage) -> Iterator[str]:
    """What is searched for: who, what about, in favour or not, words of the article."""
    page = editor.page
    click(editor, "Captain")
    editor.press("l")
    expect(page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    yield "picker-actor"
    page.keyboard.type("xy")
    expect(page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    yield "picker-new"
    editor.press(*CLOSE)
    editor.choose_words("Passengers wait for an answer")
    editor.press("c", "l")
    expect(page.locator("[role=option]").first).to_be_visible()
    yield "picker-topic"
    page.keyboard.type("ferry")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("ferry is safe")
    expect(page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    editor.press("Enter")
    expect(page.locator(".picker .ask")).to_be_visible()
    yield "picker-stance"
    editor.press(*CLOSE)
    editor.press("/")
    page.keyboard.type("ferry")
    yield "search"
    page.get_by_role("button", name="Close the search").click()


def panels(editor: EditorPage) -> Iterator[str]:
    """What opens beside the text or over it."""
    page = editor.page
    editor.press("n")
    expect(page.locator(".comments textarea")).to_be_focused()
    yield "comments-none"
    page.keyboard.type("Is she the captain still?")
    editor.press("Control+Enter")
    expect(page.locator(".comment-text")).to_be_visible()
    yield "comments"
    page.get_by_role("dialog", name="Comments").get_by_role("button", name="Close").click()
    editor.press("?")
    expect(page.locator("dialog.help")).to_be_visible()
    yield "help"
    page.locator("dialog.help .help-keys").first.click()
    yield "help-asks"
    editor.press("Escape", "Escape")
    expect(page.locator("dialog.help")).to_be_hidden()
    editor.is_saved()
    page.locator("#submit").click()
    expect(page.locator("#problems")).to_be_visible()
    yield "problems"
    editor.press("Escape")
    page.locator("#article").focus()
    editor.press("v")
    for name in ("Attributions", "Actors", "Claims"):
        page.get_by_role("tab", name=name).click()
        yield f"lists-{name.lower()}"
    page.get_by_role("button", name="Close the lists").click()


def troubles(editor: EditorPage) -> Iterator[str]:
    """What goes wrong: no connection, nobody signed in, a change refused."""
    page = editor.page  # what is routed last wins, and nothing slips through between two
    address = "**/changes/"
    page.route(address, lambda route: route.abort())
    editor.choose_words("Passengers")
    editor.press("a", "Escape")
    editor.says("1 change kept on this device")
    yield "offline"
    page.route(address, lambda route: route.fulfill(status=401, json={"detail": "no"}))
    page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.says("Sign in again")
    yield "signed-out"
    page.route(address, spoil)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="What now?").click()
    expect(page.locator("#problems")).to_contain_text("Discard just this change")
    yield "refused"


def spoil(route: Route) -> None:
    """As if this page showed other words than the server has."""
    route.continue_(post_data=(route.request.post_data or "").replace('"Passengers"', '"Travellers"'))
