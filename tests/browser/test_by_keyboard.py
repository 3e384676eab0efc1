"""A whole article tagged and submitted without a pointer: by keys alone, and through the accessibility tree alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from annotator.work.models import AnnotationSet, Span
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.factories import make_actor, make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Harbour closes for winter
Officials stayed away. “We never met,” minister Ada Brok said on Monday.
Union leader Ivo Daran warned that the port is unsafe.
Nobody was hurt, it was reported."""
# What the focused control is called: without the sign of its key.
FOCUSED = """() => {
  const shown = document.activeElement.cloneNode(true);
  for (const hidden of shown.querySelectorAll("[aria-hidden=true]")) hidden.remove();
  return shown.textContent.trim();
}"""
MOST = 80  # keys that anybody would press to reach something


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project()
    make_actor(project, "Ada Brok")
    return make_set(make_article(project, TEXT, language="en"), make_member(project))


def whole_article_is_stored(editor: EditorPage) -> None:
    reading = editor.reading
    reading.refresh_from_db()
    assert reading.status == "submitted"
    assert editor.attributions() == [
        {"source": ["minister Ada Brok"], "cue": ["said"], "content": ["We never met"]},
        {"source": ["Union leader Ivo Daran"], "cue": ["warned"], "content": ["the port is unsafe"]},
        {"source": [], "cue": ["was reported"], "content": ["Nobody was hurt"]},
    ]
    assert Span.objects.get(set=reading, quote=["minister Ada Brok"]).actor.name == "Ada Brok"
    claim = Span.objects.get(set=reading, kind="claim")
    assert (claim.quote, claim.values) == (["the port is unsafe"], {"stance": "opposes"})


def until(
    press: Callable[[], None], reached: Callable[[], bool], here: Callable[[], object] = lambda: object()
) -> bool:
    """Press until it is reached; False when it is not within reach, as when pressing leads nowhere from `here`."""
    before: object = None
    for _ in range(MOST):
        if reached():
            return True
        press()
        place = here()
        if place and place == before:
            break
        before = place
    return reached()


class Keys:
    """Somebody who sees the page and has only a keyboard."""

    def __init__(self, editor: EditorPage) -> None:
        self.editor = editor

    def press(self, *keys: str) -> None:
        self.editor.press(*keys)

    def select(self, words: str) -> None:
        first = words.split()[0]
        found = any(
            until(lambda: self.press(arrow), lambda: self.selected() == first, self.selected)  # noqa: B023  at once
            for arrow in ("ArrowRight", "ArrowLeft")
        )
        assert found, f"the arrows never came to “{first}”"
        assert until(lambda: self.press("Shift+ArrowRight"), lambda: self.selected() == words)

    def selected(self) -> str:
        return str(self.editor.page.evaluate("() => getSelection().toString()")).strip()

    def tab_to(self, name: str) -> None:
        assert until(lambda: self.press("Tab"), lambda: self.focused() == name), f"Tab never came to “{name}”"

    def focused(self) -> str:
        return str(self.editor.page.evaluate(FOCUSED))


def test_a_whole_article_is_tagged_and_submitted_by_keys_alone(open_editor: OpenEditor, reading: AnnotationSet) -> None:
    editor = open_editor(reading, reading.owner)
    hands = Keys(editor)
    hands.select("We never met")
    hands.press("q")
    hands.select("said")
    hands.press("Enter")
    hands.select("minister Ada Brok")
    hands.press("Enter", "Escape")
    hands.select("minister Ada Brok")
    hands.press("a", "l")
    editor.page.get_by_role("option", name="Ada Brok person").wait_for()
    hands.press("Enter", "Escape")
    hands.select("the port is unsafe")
    hands.press("q")
    hands.select("warned")
    hands.press("Enter")
    hands.select("Union leader Ivo Daran")
    hands.press("Enter", "Escape")
    hands.select("the port is unsafe")
    hands.press("c")
    hands.tab_to("opposes")
    hands.press("Enter", "Escape")
    hands.select("Nobody was hurt")
    hands.press("q")
    hands.select("was reported")
    hands.press("Enter", "Escape")
    editor.is_saved()
    hands.press("Control+Enter")
    editor.page.get_by_role("button", name="Submit anyway").wait_for()
    hands.tab_to("Submit anyway")
    hands.press("Enter")
    editor.page.get_by_role("button", name="Undo: reopen it").wait_for()
    whole_article_is_stored(editor)


class ScreenReader:
    """Knows the page only as the browser tells it to assistive software: roles, names, states and what is announced."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def nodes(self) -> list[dict[str, Any]]:
        tree = self.session.send("Accessibility.getFullAXTree")["nodes"]
        return [node for node in tree if not node["ignored"]]

    def find(self, role: str, name: str) -> list[dict[str, Any]]:
        return [
            node
            for node in self.nodes()
            if node["role"]["value"] == role and node.get("name", {}).get("value", "").strip().startswith(name)
        ]

    def wait_for(self, role: str, name: str) -> dict[str, Any]:
        for _ in range(100):
            if found := self.find(role, name):
                return found[0]
            self.page.wait_for_timeout(50)
        raise AssertionError(f"No {role} is called “{name}”; there are {self.names(role)}.")

    def names(self, role: str) -> list[str]:
        return [node["name"]["value"] for node in self.nodes() if node["role"]["value"] == role]

    def activate(self, role: str, name: str) -> None:
        self._call(self.wait_for(role, name), "function () { this.click(); }")
        self.page.wait_for_timeout(30)

    def focus(self, role: str, name: str) -> None:
        self._call(self.wait_for(role, name), "function () { this.focus(); }")

    def state(self, role: str, name: str, state: str) -> object:
        properties = self.wait_for(role, name)["properties"]
        return next((one["value"]["value"] for one in properties if one["name"] == state), None)

    def announced(self) -> list[str]:
        """The texts of the live regions."""
        nodes = {node["nodeId"]: node for node in self.nodes()}
        live = [node for node in nodes.values() if node["role"]["value"] in ("status", "alert")]
        return ["".join(self._texts(node, nodes)).strip() for node in live]

    def select(self, words: str) -> None:
        """With the keys of the article, hearing what each of them chooses."""
        self.focus("region", "Article text")
        first = words.split()[0]
        found = any(
            until(lambda: self.press(arrow), lambda: first in self.announced(), self.announced)  # noqa: B023  at once
            for arrow in ("ArrowRight", "ArrowLeft")
        )
        assert found, f"“{first}” was never heard, only {self.announced()}"
        assert until(lambda: self.press("Shift+ArrowRight"), lambda: words in self.announced())

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(20)

    def _texts(self, node: dict[str, Any], nodes: dict[str, Any]) -> list[str]:
        if node["role"]["value"] == "StaticText":
            return [node["name"]["value"]]
        children = [nodes[child] for child in node.get("childIds", []) if child in nodes]
        return [text for child in children for text in self._texts(child, nodes)]

    def _call(self, node: dict[str, Any], function: str) -> None:
        resolved = self.session.send("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]})
        target = {"objectId": resolved["object"]["objectId"], "functionDeclaration": function, "userGesture": True}
        self.session.send("Runtime.callFunctionOn", target)


def test_a_whole_article_is_tagged_and_submitted_through_the_accessibility_tree_alone(
    open_editor: OpenEditor, reading: AnnotationSet
) -> None:
    editor = open_editor(reading, reading.owner)
    reader = ScreenReader(editor.page)

    def attribute(content: str, cue: str, source: str = "") -> None:
        reader.select(content)
        reader.activate("button", "Attribution")
        reader.select(cue)
        reader.activate("button", "Take")
        if source:
            reader.select(source)
            reader.activate("button", "Take")
        else:
            reader.activate("button", "Done")
        reader.press("Escape")

    attribute("We never met", "said", "minister Ada Brok")
    reader.select("minister Ada Brok")
    reader.activate("button", "Actor")
    reader.activate("button", "Link to an actor")
    reader.activate("option", "Ada Brok")
    attribute("the port is unsafe", "warned", "Union leader Ivo Daran")
    reader.select("the port is unsafe")
    reader.activate("button", "Claim")
    reader.activate("button", "opposes")
    assert reader.state("button", "opposes", "pressed") == "true"
    attribute("Nobody was hurt", "was reported")
    assert any(words.startswith(("Saved", "All changes saved", "Saving")) for words in reader.announced())
    editor.is_saved()
    reader.activate("button", "Submit")
    reader.activate("button", "Submit anyway")
    reader.wait_for("button", "Undo: reopen it")
    whole_article_is_stored(editor)
