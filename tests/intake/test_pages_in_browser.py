"""Uploading as a person does it: dropping a file, watching it being read, ticking, adding."""

import re

import pytest

from annotator.intake import actions
from articles.models import Article, Job, Upload
from tests.browser.looker import Looker
from tests.intake.conftest import lines, work_on

PAGE = "World\nMinister denies it\n“No,” she said. 👋\nREAD ALSO: more\nShe left.\nComments\n"
ROOT = "/projects/bridge/uploads/"


@pytest.fixture
def project(transactional_db, project):
    return project


def test_a_file_is_dropped_read_ticked_and_added(window, project):
    page = window(project.created_by)
    page.goto(ROOT + "new/")
    page.evaluate(
        """(text) => {
            const files = new DataTransfer();
            files.items.add(new File([text], "denial.txt"));
            const zone = document.querySelector("[data-upload-drop]");
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        PAGE,
    )
    page.get_by_text("denial.txt").wait_for()
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_text("Waiting for a free worker").wait_for()
    work_on(Upload.objects.get())
    page.get_by_role("heading", name="Is this the article?").wait_for()

    assert page.locator("input[name=keep]:checked").count() == 3
    assert page.get_by_label("READ ALSO: more").is_checked() is False
    page.get_by_label("READ ALSO: more").check()
    page.get_by_text("4 of 6 paragraphs ticked").wait_for()
    page.get_by_label("READ ALSO: more").uncheck()
    page.get_by_label("Outlet").fill("The Post")
    page.get_by_role("button", name="Add the article").click()
    page.get_by_text("“Minister denies it” was added.").wait_for()
    article = Article.objects.get()
    assert article.text == "Minister denies it\n“No,” she said. 👋\nShe left."
    assert (article.title, article.outlet, article.section) == ("Minister denies it", "The Post", "World")


def test_an_added_article_is_one_click_away_when_the_next_file_is_shown(window, project):
    page = window(project.created_by)
    for text in (PAGE, "Another story\nNobody came."):
        page.goto(ROOT + "new/")
        page.get_by_label("Or paste the text").fill(text)
        page.get_by_role("button", name="Upload and look at it").click()
        page.wait_for_url(re.compile(r"/uploads/\d+/"))
        work_on(Upload.objects.latest("pk"))
    page.get_by_role("button", name="Add the article").click()
    page.get_by_role("heading", name="Is this the article?").wait_for()  # of the other file
    page.get_by_role("link", name="To the article").click()
    page.wait_for_url(re.compile(rf"/articles/{Article.objects.get().pk}/"))


def test_a_paste_works_without_scripts(window, project):
    page = window(project.created_by, java_script_enabled=False)
    page.goto(ROOT + "new/")
    page.get_by_label("Or paste the text").fill(PAGE)
    page.get_by_role("button", name="Upload and look at it").click()
    work_on(Upload.objects.get())
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Add the article").click()
    assert Article.objects.get().text == "Minister denies it\n“No,” she said. 👋\nShe left."


def test_a_refusal_is_said_without_leaving_the_form(window, project):
    page = window(project.created_by)
    page.goto(ROOT + "new/")
    page.get_by_label("Or paste the text").fill("   ")
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_text("Paste a text or choose a file first.").wait_for()
    page.set_input_files("input[type=file]", {"name": "a.exe", "mimeType": "application/pdf", "buffer": b"%PDF"})
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_text("is of a kind that is not read here").wait_for()
    assert page.get_by_label("Or paste the text").input_value() == "   "


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_their_window_and_have_no_barrier(window, project, read, received, width):
    one = read(PAGE, preview=True)
    legacy = read("João disse: não.\nMais.".encode("cp1252"), preview=True)
    rtl = read("العالم\nالوزير ينفي التهم\nقال ذلك.\nاقرأ أيضا: خبر آخر\n", preview=True, language="ar")
    records = [{"text": "Twice.\nMore."}, {"text": "Twice.\nMore."}, {"text": "One.\nMore."}, {}]
    many = read(lines(*records), "many.jsonl", preview=True)
    done = read(lines(*records, *({"text": f"{n}."} for n in range(60))), "done.jsonl", preview=True)
    actions.add_all(done, by=project.created_by)
    bad = read("[", "bad.json", preview=True)
    waiting = received("x" * 100)
    Job.objects.filter(subject=waiting.pk).update(state="running", progress=40, total=100)
    look = {"viewport": {"width": width, "height": 800}, "bypass_csp": True, "reduced_motion": "reduce"}
    looker = Looker(window(project.created_by, **look), str(width))
    shown = [ROOT, ROOT + "new/", *(f"{ROOT}{one.pk}/" for one in (one, legacy, rtl, many, done, bad, waiting))]
    for address in shown:
        looker.page.goto(address)
        looker.look(address, small="[]")  # links in lists
    assert "\n".join(looker.found) == ""
