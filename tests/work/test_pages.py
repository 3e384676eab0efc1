"""The pages of a working day: who may open them, what they show, and what their buttons do."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from annotator.work.models import AnnotationSet
from articles.models import Upload
from tests.factories import make_article, make_member, make_project, make_set
from tests.work.conftest import ROLES

EVERYBODY = set(ROLES)
TAGGERS = EVERYBODY - {"researcher"}
SENIORS = {"manager", "adjudicator"}
PAGES = {"project": EVERYBODY, "queue": TAGGERS, "articles": EVERYBODY, "article": EVERYBODY, "progress": SENIORS}


def address(name, project, article):
    return reverse(name, args=[project.slug, article.pk] if name == "article" else [project.slug])


@pytest.mark.parametrize("role", [*ROLES, "stranger"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_those_whose_role_opens_it(signed_in, project, article, name, role):
    expected = 404 if role == "stranger" else 200 if role in PAGES[name] else 403
    assert signed_in(role).get(address(name, project, article)).status_code == expected


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_is_sent_to_do_so(client, project, article, name):
    assert client.get(address(name, project, article)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["queue", "articles", "progress"])
@pytest.mark.parametrize("asked", [{"outlets": "x"}, {"cursor": "made up"}, {"status": "asleep"}])
def test_a_list_refuses_what_it_does_not_understand(signed_in, project, name, asked):
    assert signed_in("manager").get(reverse(name, args=["desk"]), asked).status_code == 400


def test_an_article_of_another_project_is_not_found_under_this_one(signed_in, project, people):
    foreign = make_article(make_project(manager=people["manager"]))
    browser = signed_in("manager")
    for name, method in {
        "article": "get",
        "article-original": "get",
        "article-open": "post",
        "article-change": "post",
    }.items():
        assert getattr(browser, method)(reverse(name, args=["desk", foreign.pk])).status_code == 404


@pytest.mark.parametrize("verb", ["lock", "unlock", "reopen", "unassign"])
def test_a_set_of_another_project_is_not_found_under_this_one(signed_in, project, people, verb):
    foreign = make_set(make_article(make_project(manager=people["manager"])))
    assert signed_in("manager").post(reverse(f"set-{verb}", args=["desk", foreign.pk])).status_code == 404


def test_names_and_titles_are_shown_as_text(signed_in, project):
    make_article(project, text="<script>alert(1)</script>\nBody", title="<script>alert(1)</script>", outlet="<b>x</b>")
    page = signed_in("manager").get("/projects/desk/articles/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


class TestQueue:
    def test_started_readings_come_first_then_assigned_ones(self, signed_in, project, people):
        waiting, started, done = (make_article(project, text=f"Text {n}.") for n in range(3))
        make_set(waiting, people["editor"])
        make_set(started, people["editor"], started_at=timezone.now())
        make_set(done, people["editor"], submitted=True)
        browser = signed_in("editor")
        queue = browser.get("/projects/desk/queue/").context
        assert [row.article for row in queue["readings"]] == [started, waiting]
        assert [row.article for row in browser.get("/projects/desk/queue/?show=handed_in").context["readings"]] == [
            done
        ]

    def test_next_leads_to_the_first_unfinished_reading_and_past_the_one_just_left(self, signed_in, project, people):
        first, second = (make_set(make_article(project, text=f"Text {n}."), people["editor"]) for n in range(2))
        browser = signed_in("editor")
        assert browser.get("/projects/desk/queue/next/").url == f"/projects/desk/sets/{first.pk}/"
        after = browser.get("/projects/desk/queue/next/", {"after": first.pk})
        assert after.url == f"/projects/desk/sets/{second.pk}/"

    def test_next_takes_an_open_article_when_asked_by_post_only(self, signed_in, project, article, people):
        browser = signed_in("editor")
        assert browser.get("/projects/desk/queue/next/").url == "/projects/desk/queue/"
        assert not AnnotationSet.objects.exists()
        browser.post("/projects/desk/queue/next/")
        assert AnnotationSet.objects.get().owner == people["editor"]

    def test_nothing_is_open_where_articles_are_assigned(self, signed_in, project, article):
        project.assigned_only = True
        project.save()
        browser = signed_in("editor")
        assert browser.get("/projects/desk/queue/?show=open").context["articles"] == []
        assert browser.post("/projects/desk/queue/next/").url == "/projects/desk/queue/"
        assert browser.post(reverse("article-open", args=["desk", article.pk])).status_code == 403
        assert not AnnotationSet.objects.exists()

    def test_an_open_article_leaves_the_list_once_taken(self, signed_in, project, article):
        browser = signed_in("editor")
        assert browser.get("/projects/desk/queue/?show=open").context["articles"] == [article]
        assert browser.get("/projects/desk/queue/").context["free"] == 1  # the tab says so before one looks
        browser.post(reverse("article-open", args=["desk", article.pk]))
        assert browser.get("/projects/desk/queue/?show=open").context["articles"] == []

    def test_withdrawn_articles_are_in_no_list(self, signed_in, project, people):
        gone = make_article(project, withdrawn_at=None)
        make_set(gone, people["editor"])
        gone.withdrawn_at, gone.withdrawn_by = timezone.now(), people["manager"]
        gone.save()
        browser = signed_in("editor")
        assert browser.get("/projects/desk/queue/").context["readings"] == []
        assert browser.get("/projects/desk/queue/?show=open").context["articles"] == []

    @pytest.mark.parametrize("after", ["x", "-1", "²", "9" * 30])
    def test_a_malformed_number_is_refused(self, signed_in, project, after):
        assert signed_in("editor").get("/projects/desk/queue/next/", {"after": after}).status_code == 400


class TestBulk:
    @pytest.fixture
    def three(self, project):
        return [make_article(project, text=f"Text {n}.") for n in range(3)]

    def send(self, browser, articles=(), query="", **fields):
        return browser.post(f"/projects/desk/articles/{query}", {"article": [one.pk for one in articles], **fields})

    def codes(self, people, *names):
        return [people[name].memberships.get().code for name in names]

    def owned(self, people, name):
        return AnnotationSet.objects.owned_by(people[name]).count()

    def test_ticked_articles_go_to_everybody_named(self, signed_in, people, three):
        browser = signed_in("manager")
        self.send(browser, three[:2], action="assign", how="each", assignee=self.codes(people, "editor", "colleague"))
        assert (self.owned(people, "editor"), self.owned(people, "colleague")) == (2, 2)

    def test_or_they_are_shared_out(self, signed_in, people, three):
        browser = signed_in("manager")
        self.send(browser, three, action="assign", how="share", assignee=self.codes(people, "editor", "colleague"))
        assert (self.owned(people, "editor"), self.owned(people, "colleague")) == (2, 1)

    def test_everything_found_means_what_the_filters_find(self, signed_in, project, people, three):
        make_article(project, text="Elsewhere.", outlet="The Tide")
        sent = {"action": "assign", "everything": "on", "assignee": self.codes(people, "editor")}
        assert self.send(signed_in("manager"), query="?outlet=The+Tide", **sent).url.endswith("?outlet=The+Tide")
        assert self.owned(people, "editor") == 1

    def test_articles_of_another_project_are_left_alone(self, signed_in, people, three):
        foreign = make_article(make_project(manager=people["manager"]))
        browser = signed_in("manager")
        self.send(browser, [foreign], action="assign", assignee=self.codes(people, "editor"))
        self.send(browser, [foreign], action="withdraw")
        foreign.refresh_from_db()
        assert self.owned(people, "editor") == 0
        assert foreign.withdrawn_at is None

    def test_withdrawing_and_bringing_back(self, signed_in, project, three):
        browser = signed_in("manager")
        self.send(browser, three[:2], action="withdraw")
        assert browser.get("/projects/desk/articles/").context["articles"] == three[2:]
        self.send(browser, three[:1], query="?withdrawn=on", action="restore")
        assert browser.get("/projects/desk/articles/?withdrawn=on").context["articles"] == [three[1]]

    @pytest.mark.parametrize("role", ["adjudicator", "editor", "researcher"])
    def test_others_may_not(self, signed_in, people, three, role):
        sent = {"action": "assign", "assignee": self.codes(people, "editor")}
        assert self.send(signed_in(role), three, **sent).status_code == 403
        assert not AnnotationSet.objects.exists()

    @pytest.mark.parametrize("fields", [{}, {"action": "burn"}, {"action": "assign", "assignee": ["A99"]}])
    def test_a_malformed_wish_is_refused(self, signed_in, three, fields):
        assert self.send(signed_in("manager"), three, **fields).status_code == 400

    @pytest.mark.parametrize("key", ["x", "-1", "1.5", "9" * 40])
    def test_so_is_a_key_that_is_none(self, signed_in, three, key):
        answer = signed_in("manager").post("/projects/desk/articles/", {"article": [key], "action": "withdraw"})
        assert answer.status_code == 400

    def test_a_researcher_cannot_be_given_articles(self, signed_in, people, three):
        codes = self.codes(people, "researcher")
        assert self.send(signed_in("manager"), three, action="assign", assignee=codes).status_code == 400


class TestArticle:
    def test_opening_makes_ones_own_reading_once(self, signed_in, people, article):
        browser = signed_in("editor")
        opened = [browser.post(reverse("article-open", args=["desk", article.pk])).url for _ in range(2)]
        reading = AnnotationSet.objects.get()
        assert opened == [f"/projects/desk/sets/{reading.pk}/"] * 2
        assert reading.owner == people["editor"]

    def test_a_researcher_opens_none(self, signed_in, article):
        assert signed_in("researcher").post(reverse("article-open", args=["desk", article.pk])).status_code == 403

    def test_a_manager_assigns_withdraws_and_restores(self, signed_in, people, article):
        change, browser = reverse("article-change", args=["desk", article.pk]), signed_in("manager")
        code = people["editor"].memberships.get().code
        browser.post(change, {"action": "assign", "assignee": [code]})
        assert AnnotationSet.objects.get().assigned_by == people["manager"]
        for action, withdrawn in {"withdraw": True, "restore": False}.items():
            browser.post(change, {"action": action})
            article.refresh_from_db()
            assert (article.withdrawn_at is not None) == withdrawn

    @pytest.mark.parametrize("role", ["adjudicator", "editor", "researcher"])
    def test_others_do_not(self, signed_in, article, role):
        answer = signed_in(role).post(reverse("article-change", args=["desk", article.pk]), {"action": "withdraw"})
        assert answer.status_code == 403

    def test_the_original_is_saved_and_never_shown(self, signed_in, project, people):
        content = b"<script>alert(1)</script>"
        upload = Upload.objects.create(
            project=project, by=people["manager"], filename="evil\r\n.html", sha256="0" * 64,
            original=ContentFile(content, "evil.html"), bytes=len(content),
        )  # fmt: skip
        article = make_article(project, text="Kept.", upload=upload)
        answer = signed_in("researcher").get(reverse("article-original", args=["desk", article.pk]))
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Type"] == "text/plain"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_an_article_that_came_without_a_file_has_no_original(self, signed_in, article):
        assert signed_in("manager").get(reverse("article-original", args=["desk", article.pk])).status_code == 404

    def test_a_headline_that_is_in_the_text_is_shown_once(self, signed_in, project):
        article = make_article(project, text="One headline\nThe text.", title="One headline")
        page = signed_in("editor").get(reverse("article", args=["desk", article.pk]))
        assert [row["text"] for row in page.context["paragraphs"]] == ["The text."]


class TestReadings:
    @pytest.mark.parametrize("role", ["manager", "adjudicator"])
    def test_seniors_lock_unlock_and_reopen(self, signed_in, people, article, role):
        reading, browser = make_set(article, people["editor"], submitted=True), signed_in(role)
        for verb, status in {"lock": "locked", "unlock": "submitted", "reopen": "started"}.items():
            browser.post(reverse(f"set-{verb}", args=["desk", reading.pk]))
            reading.refresh_from_db()
            assert reading.status == status

    def test_an_editor_reopens_but_does_not_lock(self, signed_in, people, article):
        reading, browser = make_set(article, people["editor"], submitted=True), signed_in("editor")
        assert browser.post(reverse("set-lock", args=["desk", reading.pk])).status_code == 403
        assert browser.post(reverse("set-reopen", args=["desk", reading.pk])).status_code == 302
        reading.refresh_from_db()
        assert reading.status == "started"

    def test_what_is_locked_is_not_reopened(self, signed_in, people, article):
        reading = make_set(article, people["editor"], submitted=True, locked_at=timezone.now())
        answer = signed_in("manager").post(reverse("set-reopen", args=["desk", reading.pk]), follow=True)
        assert "This reading is locked." in answer.content.decode()
        reading.refresh_from_db()
        assert reading.submitted_at is not None

    def test_an_untouched_reading_is_taken_back_by_a_manager(self, signed_in, people, article):
        reading = make_set(article, people["editor"])
        assert signed_in("adjudicator").post(reverse("set-unassign", args=["desk", reading.pk])).status_code == 403
        signed_in("manager").post(reverse("set-unassign", args=["desk", reading.pk]))
        assert not AnnotationSet.objects.exists()

    @pytest.mark.parametrize(
        ("back", "url"),
        [
            ("/projects/desk/progress/?status=locked",) * 2,
            ("https://evil.example/", "/projects/desk/"),
            ("no-page", "/projects/desk/"),
            ("", "/projects/desk/"),
        ],
    )
    def test_one_returns_to_a_page_of_ours(self, signed_in, people, article, back, url):
        reading = make_set(article, people["editor"], submitted=True)
        answer = signed_in("manager").post(reverse("set-lock", args=["desk", reading.pk]), {"back": back})
        assert answer.url == url


def test_progress_counts_by_editor_and_status(signed_in, project, people):
    states: list[dict[str, Any]] = [{}, {"started_at": timezone.now()}, {"submitted": True}, {"submitted": True}]
    for number, fields in enumerate(states):
        make_set(make_article(project, text=f"Text {number}."), people["editor"], **fields)
    page = signed_in("manager").get("/projects/desk/progress/")
    desk = next(desk for desk in page.context["desks"] if desk.member.user == people["editor"])
    assert desk.counts == {"assigned": 1, "started": 1, "submitted": 2, "locked": 0}
    code = desk.member.code
    filtered = signed_in("manager").get("/projects/desk/progress/", {"annotator": code, "status": "submitted"})
    assert [reading.status for reading in filtered.context["readings"]] == ["submitted", "submitted"]


def test_work_that_somebody_left_behind_stays_in_view(signed_in, project, people):
    gone = make_member(project)
    make_set(make_article(project), gone, submitted=True)
    gone.memberships.update(left_at=timezone.now())
    desks = signed_in("manager").get("/projects/desk/progress/").context["desks"]
    assert gone in [desk.member.user for desk in desks]
