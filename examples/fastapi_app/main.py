"""The app: pages to read, three forms to record with, and who may do what.

Every function is a plain ``def``, which FastAPI runs in a thread: the ledger is shared between them.
"""

import hmac
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import quote

import attrs
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from plan_desk import pages
from plan_desk.desk import Desk
from plan_desk.forms import ADD_ACTION, FORMS, Filled, NotTakenError
from plan_desk.pages import NotThereError
from plan_desk.seed import data_folder
from starlette.exceptions import HTTPException as AnyHTTPException

from fastapi_app.users import Session, User, Users, became, note
from govledger import GovledgerError

COOKIE = "plan"
NO_PAGE = "There is no such page."
IS_HTTPS = os.environ.get("PLAN_HTTPS") == "1"


def make_app() -> FastAPI:
    """The app, over what ``PLAN_DATABASE`` and ``PLAN_FOLDER`` name."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        folder = data_folder()
        app.state.users = Users(folder / "users.db")
        app.state.desk = Desk(os.environ.get("PLAN_DATABASE") or str(folder / "plan.db"))
        app.state.templates = pages.environment()
        yield
        app.state.desk.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    for path, answer in _READ.items():
        app.get(path, response_class=HTMLResponse)(answer)
    for path, answer in _SENT.items():
        app.post(path, response_class=HTMLResponse)(answer)
    app.middleware("http")(_headers)
    app.exception_handler(AnyHTTPException)(_problem)
    app.exception_handler(RequestValidationError)(_no_page)
    app.exception_handler(NotThereError)(_not_there)
    app.exception_handler(GovledgerError)(_unwell)
    app.exception_handler(Exception)(_failed)
    return app


# Who is asking -------------------------------------------------------------------------------------------------------


def visit(request: Request) -> Session | None:
    """The visit that the request belongs to."""
    held = request.cookies.get(COOKIE)
    return request.app.state.users.session(held) if held else None


Visit = Annotated[Session | None, Depends(visit)]


def reader(request: Request, session: Visit) -> User:
    """Who is logged in; whoever is not is sent to do so."""
    if session is None or session.user is None:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = quote(path if request.method == "GET" else "/", safe="")
        raise HTTPException(303, headers={"Location": f"/login?next={back}"})
    request.state.session = session
    return session.user


Reader = Annotated[User, Depends(reader)]


async def typed(request: Request, session: Visit) -> dict[str, str]:
    """What a form sent, once it is known to be one of ours: every form carries the token of its visit."""
    sent = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    if session is None or not hmac.compare_digest(sent.pop("csrf", "").encode(), session.csrf.encode()):
        raise HTTPException(403, "This form is not from this page, or you have been logged out since; open it again.")
    return sent


Typed = Annotated[dict[str, str], Depends(typed)]


def _check_may(user: User, verb: str) -> None:
    """Refuse what a user may not do."""
    if verb not in user.may:
        raise HTTPException(403, f"You are logged in as {user.name}, who may not {verb.replace('_', ' ')}.")


# To read -------------------------------------------------------------------------------------------------------------


def plan(request: Request, user: Reader) -> Response:
    """The plan, as it stands or as of a day."""
    desk = request.app.state.desk
    held = pages.plan_page(desk, request.query_params, today=desk.today)
    return _page(request, "plan.html", user, held, status=422 if held["problem"] else 200)


def action(request: Request, user: Reader) -> Response:
    """One action."""
    return _action(request, user, request.query_params.get("id", ""), {})


def _action(request: Request, user: User, id_: str, sent: dict[str, Filled], *, status: int = 200) -> Response:
    desk = request.app.state.desk
    verbs = [verb for verb in user.may if verb != ADD_ACTION.verb]
    forms = {verb: sent.get(verb) or _fresh(desk, user, verb) for verb in verbs}
    return _page(
        request, "action.html", user, pages.action_page(desk, id_, today=desk.today, forms=forms), status=status
    )


def _fresh(desk: Desk, user: User, verb: str) -> Filled:
    """A form that nobody has filled in yet: today, by the user's own office."""
    values = {"happened": desk.today.isoformat(), "by": user.office}
    return Filled(form=FORMS[verb], values=values, seen=pages.latest(desk).number)


def adding(request: Request, user: Reader) -> Response:
    """The form that adds an action."""
    _check_may(user, ADD_ACTION.verb)
    desk = request.app.state.desk
    return _page(request, "add.html", user, pages.form_page(desk, _fresh(desk, user, ADD_ACTION.verb)))


def questions(request: Request, user: Reader) -> Response:
    """What a body should ask."""
    desk = request.app.state.desk
    held = pages.questions_page(desk, request.query_params, today=desk.today)
    return _page(request, "questions.html", user, held, status=422 if held["problem"] else 200)


def entry(request: Request, user: Reader, number: int) -> Response:
    """One entry."""
    return _page(request, "entry.html", user, pages.entry_page(request.app.state.desk, number))


def style() -> Response:
    """How it looks."""
    return Response(pages.STYLE, media_type="text/css")


# To record -----------------------------------------------------------------------------------------------------------


def add(request: Request, user: Reader, sent: Typed) -> Response:
    """Add an action."""
    _check_may(user, ADD_ACTION.verb)
    filled, desk = Filled.sent(ADD_ACTION, sent), request.app.state.desk
    try:
        number = _record(request, user, attrs.evolve(filled, seen=None))
    except NotTakenError as refused:
        held = pages.form_page(desk, refused.filled)
        return _page(request, "add.html", user, held, status=refused.filled.status)
    return _recorded(desk, number, filled.values["action"].strip())


def act(request: Request, user: Reader, sent: Typed, verb: str) -> Response:
    """Report the status of an action, or move its date."""
    if verb not in FORMS or verb == ADD_ACTION.verb:
        raise NotThereError("There is no such form.")
    _check_may(user, verb)
    id_, filled, desk = request.query_params.get("id", ""), Filled.sent(FORMS[verb], sent), request.app.state.desk
    try:
        number = _record(request, user, filled, subject=f"action:{id_}")
    except NotTakenError as refused:
        return _action(request, user, id_, {verb: refused.filled}, status=refused.filled.status)
    return _recorded(desk, number, id_)


def _record(request: Request, user: User, filled: Filled, **fixed: str) -> int:
    """Note who sent the form and record it, both or neither; the number of the entry.

    Raises:
        NotTakenError: It cannot be taken; nothing was noted and nothing recorded.
    """
    desk: Desk = request.app.state.desk
    draft = filled.draft(desk.ledger, **fixed)
    try:
        with request.app.state.users.writing() as rows:
            note(rows, user, verb=filled.form.verb, token=filled.token)
            with desk.unit(clerk=user.office, key=filled.key, seen=filled.seen, about=fixed.get("subject", "")) as unit:
                unit.add(draft)
            became(rows, filled.token, unit.entries[0].number)
    except GovledgerError as fault:
        raise NotTakenError(filled.refused(fault)) from fault
    return unit.entries[0].number


def _recorded(desk: Desk, number: int, id_: str) -> Response:
    """On to the action, once the plan behind the pages has come as far as what was recorded."""
    desk.follower.latest(number=number)
    return RedirectResponse(f"/action?id={quote(id_, safe='')}&recorded={number}#main", 303)


# Coming and going ----------------------------------------------------------------------------------------------------


def login(request: Request, session: Visit) -> Response:
    """The form to log in with."""
    return _login(request, session, "")


def _login(request: Request, session: Session | None, problem: str, **kept: str) -> Response:
    session = session or request.app.state.users.begin()
    request.state.session = session
    held = {"problem": problem, "name": "", "next": request.query_params.get("next", "/")} | kept
    return _with_cookie(_page(request, "login.html", None, held, status=422 if problem else 200), session)


def log_in(request: Request, session: Visit, sent: Typed) -> Response:
    """Log in."""
    users: Users = request.app.state.users
    name, going_to = sent.get("username", ""), sent.get("next", "/")
    user = users.check(name, sent.get("password", ""))
    if user is None:
        return _login(request, session, "That name and password do not belong together.", name=name, next=going_to)
    is_ours = going_to.startswith("/") and not going_to.startswith(("//", "/\\"))
    return _with_cookie(RedirectResponse(going_to if is_ours else "/", 303), users.begin(user))


def log_out(request: Request, session: Visit, sent: Typed) -> Response:  # noqa: ARG001 - it is checked by being asked for
    """Log out."""
    if session is not None:
        request.app.state.users.end(session)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _with_cookie(answer: Response, session: Session) -> Response:
    answer.set_cookie(COOKIE, session.id, httponly=True, samesite="lax", secure=IS_HTTPS)
    return answer


# What every page has -------------------------------------------------------------------------------------------------


def _page(request: Request, name: str, user: User | None, held: dict[str, Any], *, status: int = 200) -> HTMLResponse:
    session: Session | None = getattr(request.state, "session", None)
    token = Markup('<input type="hidden" name="csrf" value="{}">').format(session.csrf if session else "")
    recorded = request.query_params.get("recorded", "")
    around = {"user": user, "csrf_input": token, "recorded": recorded if recorded.isdecimal() else ""}
    return HTMLResponse(request.app.state.templates.get_template(name).render(**around, **held), status)


async def _headers(request: Request, answer: Callable[[Request], Any]) -> Response:
    response: Response = await answer(request)
    for name, value in pages.HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _problem(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, AnyHTTPException)  # noqa: S101 - it is registered for no other
    if fault.status_code == 303:  # noqa: PLR2004 - see other
        return RedirectResponse((fault.headers or {})["Location"], 303)
    heading = {403: "You may not do that", 404: "There is nothing here"}.get(fault.status_code, "That did not work")
    message = NO_PAGE if fault.status_code == 404 else str(fault.detail)  # noqa: PLR2004 - not found
    return _said(request, heading, message, fault.status_code)


def _no_page(request: Request, fault: Exception) -> Response:  # noqa: ARG001 - it repeats what was asked for
    """An address such as ``/entries/x``: FastAPI checks no more than the parts of an address here."""
    return _said(request, "There is nothing here", NO_PAGE, 404)


def _not_there(request: Request, fault: Exception) -> Response:
    return _said(request, "There is nothing here", str(fault), 404)


def _unwell(request: Request, fault: Exception) -> Response:
    return _said(request, "The ledger cannot be read just now", str(fault), 503)


def _failed(request: Request, fault: Exception) -> Response:  # noqa: ARG001 - it goes to the log, not to the reader
    return _said(request, "That did not work", pages.FAILED, 500)


def _said(request: Request, heading: str, message: str, status: int) -> Response:
    session: Session | None = getattr(request.state, "session", None)
    held = {"heading": heading, "message": message}
    return _page(request, "problem.html", session.user if session else None, held, status=status)


_READ: dict[str, Callable[..., Response]] = {
    "/": plan,
    "/action": action,
    "/add": adding,
    "/questions": questions,
    "/entries/{number}": entry,
    "/login": login,
    "/style.css": style,
}
_SENT: dict[str, Callable[..., Response]] = {"/add": add, "/action/{verb}": act, "/login": log_in, "/logout": log_out}
