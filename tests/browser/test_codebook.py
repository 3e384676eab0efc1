"""Drafting a scheme and describing actors with a mouse: scripts only make easier what forms do anyway."""

import pytest
from playwright.sync_api import expect

from annotator.registry.models import Actor
from annotator.scheme.models import Scheme
from tests.conftest import Window
from tests.factories import make_actor, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_questions_are_added_moved_and_removed(window: Window) -> None:
    project = make_project()
    page = window(project.created_by)
    page.goto(f"/projects/{project.slug}/scheme/draft/")
    shown = page.locator("[data-field]:visible")
    expect(shown).to_have_count(3)
    shown.nth(0).get_by_role("button", name="Remove").click()
    expect(shown).to_have_count(2)
    page.get_by_role("button", name="Add a question").click()
    expect(shown).to_have_count(3)
    page.keyboard.type("since")
    added = shown.nth(2)
    added.get_by_label("Answer", exact=True).select_option("date")
    expect(added.locator("[data-choices]")).to_be_hidden()
    added.get_by_role("button", name="Up").click()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    draft = Scheme.objects.get(project=project, published_at=None)
    assert list(draft.fields.values_list("name", "kind")) == [
        ("form", "choice"), ("since", "date"), ("certainty", "choice"),
    ]  # fmt: skip


def test_names_are_proposed_while_one_types(window: Window) -> None:
    project = make_project()
    actor, top = make_actor(project, "Ivo Daran"), make_actor(project, "Ministry of Foreign Affairs", "state")
    page = window(project.created_by)
    page.goto(f"/projects/{project.slug}/actors/{actor.uuid}/")
    field = page.get_by_label("Part of")
    field.press_sequentially("foreign")
    expect(page.locator("#proposed-actors option")).to_have_attribute("value", top.name)
    field.fill(top.name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Actor.objects.get(pk=actor.pk).parent == top
