"""What both apps do for those who use them: the same pages, the same forms, the same refusals."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from govledger import PlanState, events as ev
from tests.examples.serving import Page, Served, Visitor

HOSTILE = '<script>alert("1")</script> {{ 7*7 }} & =cmd|'
TRIES = 200
"""How often a page is asked for, at most, until it shows what another process did."""

MOVE, REPORT = "move_date", "report_status"


def new_id() -> str:
    """The reference of an action that there is none of yet."""
    return f"t-{secrets.token_hex(4)}"


def add(visitor: Visitor, action: str, **typed: str) -> Page:
    """Add an action by its form."""
    held = {"action": action, "plan": "improvement", "text": "Look at every file", "happened": "2024-06-05"}
    return visitor.send("/add", "/add", **held | typed)


def about(visitor: Visitor, action: str, verb: str, **typed: str) -> Page:
    """Send one of the forms on the page of an action."""
    return visitor.send(f"/action?id={action}", to(action, verb), **typed)


def to(action: str, verb: str) -> str:
    """Where a form on the page of an action is sent."""
    return f"/action/{verb}?id={action}#{verb}"


class Journey:
    """An app, and who uses it."""

    @pytest.fixture
    def served(self) -> Served:
        """The app."""
        raise NotImplementedError

    @pytest.fixture
    def clerk(self, served: Served) -> Visitor:
        """Who may do everything."""
        return served.visitor("clerk")


class Reading(Journey):
    """Pages to read, and who may."""

    def test_who_is_not_logged_in_is_asked_to_and_comes_to_the_page_asked_for(self, served: Served) -> None:
        visitor = served.stranger()

        asked = visitor.get("/action?id=2.11")
        page = visitor.post(
            "/login", asked.form("/login") | {"username": "member", "password": served.passwords["member"]}
        )

        assert asked.url.startswith("/login?next=")
        assert page.url == "/action?id=2.11"
        assert "Test whether the thresholds" in page.text or "Action 2.11" in page.text

    def test_a_wrong_password_is_told_and_the_name_is_kept(self, served: Served) -> None:
        visitor = served.stranger()

        page = visitor.log_in("clerk", "not the password")

        assert page.status == 422
        assert "do not belong together" in page.text
        assert page.form("/login")["username"] == "clerk"
        assert visitor.get("/").url.startswith("/login")

    def test_nobody_is_led_to_another_site_by_logging_in(self, served: Served) -> None:
        visitor = served.stranger()
        held = visitor.get("/login?next=//example.org/").form("/login")

        visitor.client.follow_redirects = False
        page = visitor.post("/login", held | {"username": "member", "password": served.passwords["member"]})

        assert page.status in {302, 303}
        assert page.headers["location"] == "/"

    def test_logging_in_begins_a_visit_of_its_own_that_no_script_and_no_other_site_can_use(
        self, served: Served
    ) -> None:
        visitor = served.stranger()
        held = visitor.get("/login").form("/login")
        before = set(visitor.client.cookies.values())

        visitor.client.follow_redirects = False
        page = visitor.post("/login", held | {"username": "member", "password": served.passwords["member"]})

        given = page.headers.get_list("set-cookie")
        assert any("httponly" in one.lower() and "samesite=lax" in one.lower() for one in given)
        assert before.isdisjoint(one.partition("=")[2].partition(";")[0] for one in given)

    def test_no_password_is_kept_in_any_file(self, served: Served) -> None:
        kept = b"".join(path.read_bytes() for path in served.folder.rglob("*") if path.is_file())

        assert len(kept) > 100_000
        assert not [name for name, password in served.passwords.items() if password.encode() in kept]

    def test_who_has_logged_out_reads_no_more(self, served: Served) -> None:
        visitor = served.stranger()
        visitor.log_in("member")

        visitor.send("/", "/logout")

        assert visitor.get("/").url.startswith("/login")

    def test_the_plan_as_of_a_day_is_what_was_known_then_and_not_what_is_known_now(self, clerk: Visitor) -> None:
        now, then = clerk.get("/"), clerk.get("/?as_of=2024-06-05")

        assert "The plan as it was known on 5 June 2024" in then.text
        assert "60 actions, 60 of them open and 0 overdue." in then.text
        assert "rests on 723 entries that had happened and were known by then" in then.text
        assert "60 actions" not in now.text
        assert "rag/purple: embedded" in now.text
        assert "rag/purple: embedded" not in then.text

    @pytest.mark.parametrize("path", ["/?as_of=2024-06-55", "/questions?body=board&on=5/6/24"])
    def test_a_day_that_cannot_be_read_is_told_beside_its_field(self, clerk: Visitor, path: str) -> None:
        page = clerk.get(path)

        assert page.status == 422
        assert "expected" in page.text
        assert 'aria-invalid="true"' in page.source

    def test_the_questions_of_a_body_say_what_they_rest_on_and_what_would_clear_them(self, clerk: Visitor) -> None:
        page = clerk.get("/questions?body=board&on=2025-06-30")

        assert "The inspector says otherwise: why is it still green?" in page.text
        assert "a finding from outside spoke against action 1.11" in page.text
        assert "What would clear it: A status that has turned, or evidence collected since the finding." in page.text
        assert (
            "Entry 1149 : finding made, 15 February 2025; told to the Improvement Board on 20 March 2025" in page.text
        )
        assert "alarms concern other bodies only" in page.text
        assert "finding made" in clerk.get("/entries/1149").text

    def test_an_action_says_which_entries_are_behind_its_status(self, clerk: Visitor) -> None:
        page = clerk.get("/action?id=2.11")

        why = page.text.partition("Why is its status rag/green?")[2].partition("Report a status")[0]
        assert "without this entry the value would be another" in why
        assert "Entry 1466 : status reported, 5 June 2025, entered by democratic services" in why

    @pytest.mark.parametrize(
        "path", ["/action?id=no.such", "/entries/99999", "/entries/x", "/questions?body=nobody", "/elsewhere"]
    )
    def test_what_is_not_there_is_said_in_a_sentence(self, clerk: Visitor, path: str) -> None:
        page = clerk.get(path)

        assert page.status == 404
        assert "There is no " in page.text

    def test_no_page_runs_a_script_is_framed_or_is_kept_by_the_browser(self, clerk: Visitor) -> None:
        for path in ("/", "/add", "/action?id=2.11", "/questions", "/entries/5", "/login", "/elsewhere"):
            page = clerk.get(path)

            assert "<script" not in page.source
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
            assert "no-store" in page.headers["cache-control"]


class Recording(Journey):
    """Forms that record, and what is refused."""

    def test_what_is_recorded_shows_at_once_is_escaped_and_names_the_office(
        self, served: Served, clerk: Visitor
    ) -> None:
        action = new_id()

        page = add(clerk, action, text=HOSTILE, leads="office:dcs", due="December 2025", source="minute-book#7")

        entry = served.ledger.entry(page.recorded)
        assert f"Recorded as entry {entry.number} ." in page.text
        assert HOSTILE in page.text
        assert "<script" not in page.source
        assert HOSTILE in clerk.get("/").text
        assert (entry.event.action, str(entry.event.text), str(entry.event.due)) == (action, HOSTILE, "December 2025")
        assert (entry.clerk, str(entry.happened)) == ("office:democratic-services", "2024-06-05")
        assert [(one.document, one.locator) for one in entry.source] == [("minute-book", "7")]
        assert ("add_action", entry.number) in served.submissions()

    def test_a_status_and_a_moved_date_are_in_the_history_with_their_reasons(
        self, served: Served, clerk: Visitor
    ) -> None:
        action = new_id()
        add(clerk, action, due="2025-09-30")

        about(clerk, action, REPORT, status="rag/green", text="Well under way", happened="2024-07-01")
        page = about(clerk, action, MOVE, now="2025-12-31", reason="Two posts are vacant", happened="2024-07-02")

        assert "rag/green: on track" in page.text
        assert "31 December 2025, moved 1 ×" in page.text
        assert "Two posts are vacant" in page.text
        moved = served.ledger.entry(page.recorded).event
        assert isinstance(moved, ev.DeadlineChanged)
        assert (str(moved.now), str(moved.reason)) == ("2025-12-31", "Two posts are vacant")

    def test_who_may_not_is_not_shown_the_form_and_is_refused_when_they_send_it(self, served: Served) -> None:
        member, lead, before = served.visitor("member"), served.visitor("lead"), served.size()

        page = member.get("/action?id=2.11")
        refused = [
            member.post(to("2.11", REPORT), page.form("/logout") | {"status": "rag/red", "happened": "2024-06-05"}),
            lead.post("/add", lead.get("/").form("/logout") | {"action": new_id(), "happened": "2024-06-05"}),
            lead.post(
                to("2.11", MOVE), lead.get("/").form("/logout") | {"now": "2030-01-01", "happened": "2024-06-05"}
            ),
            lead.get("/add"),
        ]

        assert to("2.11", REPORT) not in page.source
        assert to("2.11", REPORT) in lead.get("/action?id=2.11").source
        assert [one.status for one in refused] == [403] * 4
        assert "who may not report status" in refused[0].text
        assert served.size() == before

    def test_a_form_that_is_not_from_this_page_records_nothing(self, served: Served, clerk: Visitor) -> None:
        held = {"action": new_id(), "happened": "2024-06-05", "token": "t", "csrf": "x", "csrfmiddlewaretoken": "x"}
        before = served.size()

        page = clerk.post("/add", held)

        assert page.status == 403
        assert "This form is not from this page" in page.text
        assert served.size() == before

    def test_every_field_that_cannot_be_read_is_told_and_nothing_typed_is_lost(
        self, served: Served, clerk: Visitor
    ) -> None:
        typed = {"due": "31/02/2025", "leads": "The Director", "happened": "whenever", "text": "One\nand  two"}
        before, noted = served.size(), served.submissions()

        page = add(clerk, "2.11", **typed)

        assert page.status == 422
        assert "Nothing was recorded: 4 fields need another look." in page.text
        assert "expected an id no action has yet" in page.text
        for name in ("due", "leads", "happened"):
            assert f'id="add_action-{name}-error"' in page.source
            assert f"Found '{typed[name]}', expected" in page.text
        held = page.form("/add")
        assert {name: held[name].replace("\r", "") for name in typed} == typed
        assert held["plan"] == "improvement"
        assert (served.size(), served.submissions()) == (before, noted)

    def test_what_a_form_asks_for_is_told_where_it_is_missing_though_the_ledger_would_record_without(
        self, served: Served, clerk: Visitor
    ) -> None:
        before = served.size()

        moved = about(clerk, "2.11", MOVE, happened="2024-06-05")
        reported = about(clerk, "2.11", REPORT, happened="2024-06-05")
        added = add(clerk, "")

        assert [moved.status, reported.status, added.status] == [422, 422, 422]
        assert "This is needed: it is recorded with the move." in moved.text
        assert "This is needed: your own, such as 2.4; it stays taken for ever." in added.text
        assert 'id="move_date-now-error"' in moved.source
        assert "Nothing was recorded: one field needs another look." in reported.text
        assert served.size() == before

    def test_what_the_ledger_refuses_is_told_beside_the_field(self, served: Served, clerk: Visitor) -> None:
        before, noted = served.size(), served.submissions()

        taken = add(clerk, "2.11")
        unheard_of = add(clerk, new_id(), plan="no-such-plan")
        to_come = about(clerk, "2.11", REPORT, status="rag/green", happened="2999-01-01")

        assert [page.status for page in (taken, unheard_of, to_come)] == [422] * 3
        assert "expected an id no action has yet; this one was introduced by entry 585" in taken.text
        assert "expected the id of a known plan" in unheard_of.text
        assert "expected a day no later than the day of recording" in to_come.text
        assert (served.size(), served.submissions()) == (before, noted)

    def test_an_action_that_is_not_there_takes_no_report(self, served: Served, clerk: Visitor) -> None:
        before = served.size()

        page = clerk.post(to("no.such", REPORT), clerk.get("/action?id=2.11").form(to("2.11", REPORT)))

        assert page.status == 404
        assert served.size() == before

    def test_a_double_click_records_once(self, served: Served, clerk: Visitor) -> None:
        held = clerk.get("/add").form("/add") | {"action": new_id(), "text": "Look", "happened": "2024-06-05"}
        before = served.size()

        with ThreadPoolExecutor(4) as clicks:
            pages = list(clicks.map(lambda _: clerk.post("/add", held), range(4)))

        assert [page.recorded for page in pages] == [before + 1] * 4
        assert served.size() == before + 1
        assert served.submissions().count(("add_action", before + 1)) == 1

    def test_a_form_that_was_recorded_and_changed_since_is_told_and_can_be_sent_as_another(
        self, served: Served, clerk: Visitor
    ) -> None:
        action = new_id()
        add(clerk, action)
        held = clerk.get(f"/action?id={action}").form(to(action, REPORT)) | {"happened": "2024-07-01"}
        first = clerk.post(to(action, REPORT), held | {"status": "rag/green"})

        page = clerk.post(to(action, REPORT), held | {"status": "rag/red", "seen": str(first.recorded)})
        again = clerk.post(to(action, REPORT), page.form(to(action, REPORT)))

        assert page.status == 409
        assert "This form was recorded already, and changed since" in page.text
        assert page.form(to(action, REPORT))["status"] == "rag/red"
        assert again.recorded == first.recorded + 1

    def test_who_writes_while_somebody_else_records_about_the_same_is_shown_it_and_loses_nothing(
        self, served: Served, clerk: Visitor
    ) -> None:
        action, lead = new_id(), served.visitor("lead")
        add(clerk, action)
        held = clerk.get(f"/action?id={action}").form(to(action, REPORT))
        theirs = about(lead, action, REPORT, status="rag/red", happened="2024-07-01")

        page = clerk.post(to(action, REPORT), held | {"status": "rag/green", "text": "Going well"})
        again = clerk.post(to(action, REPORT), page.form(to(action, REPORT)))

        assert page.status == 409
        assert "Somebody else recorded about this while you were writing." in page.text
        new = page.text.partition("while you were writing.")[2].partition("Status Choose one")[0]
        assert f"Entry {theirs.recorded} : status reported" in new
        assert "status rag/red" in new
        assert page.form(to(action, REPORT))["text"] == "Going well"
        assert again.recorded == theirs.recorded + 1

    def test_what_is_recorded_about_something_else_meanwhile_keeps_nobody_waiting(self, clerk: Visitor) -> None:
        action = new_id()
        add(clerk, action)
        held = clerk.get(f"/action?id={action}").form(to(action, REPORT))
        other = add(clerk, new_id())

        page = clerk.post(to(action, REPORT), held | {"status": "rag/green"})

        assert page.recorded == other.recorded + 1

    def test_what_another_process_records_shows(self, served: Served, clerk: Visitor) -> None:
        action = new_id()

        (added,) = served.ledger.record(ev.ActionAdded(action=action, text="From elsewhere"), happened="2024-06-05")
        pages = (clerk.get("/").text for _ in range(TRIES))
        page = next((text for text in pages if f"rests on {added.number:,} entries" in text), "")

        assert action in page
        assert "From elsewhere" in page

    def test_a_request_that_fails_has_recorded_nothing(self, served: Served, clerk: Visitor) -> None:
        action, before, noted = new_id(), served.size(), served.submissions()

        failed = served.fail("before", action)

        assert failed.status_code == 500
        assert "Send the form again" in failed.text
        assert (served.size(), served.submissions()) == (before, noted)
        assert add(clerk, action).recorded == before + 1

    def test_where_the_apps_own_commit_fails_the_same_form_sent_again_sets_it_right(
        self, served: Served, clerk: Visitor
    ) -> None:
        action, before, noted = new_id(), served.size(), served.submissions()

        failed = served.fail("after", action)
        between = (served.size(), served.submissions())
        typed = {"action": action, "text": "Look", "happened": "2024-06-05"}
        again = clerk.send("/add", "/add", token=f"failing-{action}", **typed)

        assert failed.status_code == 500
        assert between == (before + 1, noted)
        assert again.recorded == served.size() == before + 1
        assert sorted(set(served.submissions()) - set(noted)) == [("add_action", before + 1)]

    def test_the_ledger_it_leaves_is_one_that_holds(self, served: Served) -> None:
        numbers = [entry.number for entry in served.ledger.entries()]
        plan = served.ledger.history().project(PlanState)

        assert numbers == list(range(1, len(numbers) + 1))
        assert "2.11" in plan.actions
