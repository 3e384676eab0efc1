"""Members, their roles and their passwords."""

import re

from tests.factories import make_member, make_user


def membership(project, user):
    return project.memberships.get(user=user)


def press(browser, project, user, what, **sent):
    return browser.post(f"/projects/{project.slug}/members/{membership(project, user).pk}/{what}/", sent, follow=True)


def test_a_manager_gives_another_role(as_, project, people):
    answer = press(as_("manager"), project, people["editor"], "role", role="adjudicator")
    assert f"{people['editor'].username} is adjudicator now" in answer.content.decode()
    assert people["editor"].role_in(project) == "adjudicator"


def test_a_role_nobody_knows_is_malformed(as_, project, people):
    assert press(as_("manager"), project, people["editor"], "role", role="owner").status_code == 400
    assert press(as_("manager"), project, people["editor"], "role").status_code == 400
    assert people["editor"].role_in(project) == "editor"


def test_the_last_manager_can_neither_step_down_nor_leave(as_, project, people):
    for what in ("role", "removal"):
        answer = press(as_("manager"), project, people["manager"], what, role="editor")
        assert "A project needs a manager" in answer.content.decode()
    assert people["manager"].role_in(project) == "manager"


def test_who_is_removed_is_out_at_once_and_keeps_the_code(as_, project, people):
    browser = as_("editor")
    code = membership(project, people["editor"]).code
    page = press(as_("manager"), project, people["editor"], "removal").content.decode()
    assert "1 former member" in page
    assert browser.get("/projects/bridge/tokens/").status_code == 404
    make_member(project, user=people["editor"])
    assert membership(project, people["editor"]).code == code


def test_a_manager_who_leaves_comes_back_to_the_list_of_projects(as_, project, people):
    make_member(project, "manager")
    answer = press(as_("manager"), project, people["manager"], "removal")
    assert answer.redirect_chain == [("/", 302)]


def test_an_adjudicator_sees_the_members_but_no_buttons(as_, project):
    page = as_("adjudicator").get("/projects/bridge/members/").content.decode()
    assert "A01" in page
    assert "Remove" not in page
    assert "invitation" not in page


def test_an_adjudicator_cannot_invite(as_, project):
    assert as_("adjudicator").post("/projects/bridge/members/", {"role": "manager"}).status_code == 403
    assert not project.invitations.exists()


def test_a_password_link_lets_the_member_choose_a_password_once(as_, project, people, client):
    answer = press(as_("manager"), project, people["editor"], "password")
    assert "no-store" in answer.headers["Cache-Control"]
    link = re.findall(r"/accounts/password/reset/key/[^\s<]+", answer.content.decode())[0]
    page = client.get(link, follow=True)
    chosen = {"password1": "a much better phrase", "password2": "a much better phrase"}
    client.post(page.request["PATH_INFO"], chosen)
    assert client.login(username=people["editor"].username, password="a much better phrase")
    client.logout()
    assert "does not work any more" in client.get(link, follow=True).content.decode()


def test_a_password_link_never_opens_a_project_one_does_not_manage(as_, project, people):
    """Whoever holds the link becomes that person, with all their projects."""
    both = make_member(project, user=people["stranger"])
    answer = press(as_("manager"), project, both, "password")
    assert "works in projects you do not manage" in answer.content.decode()
    assert "reset/key" not in answer.content.decode()


def test_a_password_link_is_not_made_for_who_looks_after_the_server(as_, project):
    staff = make_member(project, user=make_user(is_staff=True))
    assert "reset/key" not in press(as_("manager"), project, staff, "password").content.decode()


def test_names_are_text_and_never_markup(as_, project):
    make_member(project, user=make_user("<b>bold</b>"))
    project.name = '"><script>alert(1)</script>'
    project.save()
    as_("manager").post("/projects/bridge/members/", {"role": "editor", "note": "<img src=x onerror=alert(1)>"})
    page = as_("manager").get("/projects/bridge/members/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;img src=x" in page
    for raw in ("<b>bold", "<script>alert", "<img src=x"):
        assert raw not in page


def test_the_page_costs_the_same_however_many_members_there_are(as_, project, django_assert_max_num_queries):
    for _ in range(12):
        make_member(project)
    browser = as_("manager")
    with django_assert_max_num_queries(9):
        browser.get("/projects/bridge/members/")
