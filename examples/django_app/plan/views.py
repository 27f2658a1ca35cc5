"""The pages. A view that records gathers first and records last; see `_record`."""

from typing import Any
from urllib.parse import quote

import attrs
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from plan_desk import pages
from plan_desk.forms import ADD_ACTION, FORMS, Filled, NotTakenError

from govledger import GovledgerError
from plan.desk import desk
from plan.middleware import said
from plan.models import Submission
from plan.templates import reader

# To read -------------------------------------------------------------------------------------------------------------


@require_GET
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """The plan, as it stands or as of a day."""
    held = pages.plan_page(desk(), request.GET, today=desk().today)
    return render(request, "plan.html", held, status=422 if held["problem"] else 200)


@require_GET
@login_required
def action(request: HttpRequest) -> HttpResponse:
    """One action."""
    return _action(request, request.GET.get("id", ""), {})


def _action(request: HttpRequest, id_: str, sent: dict[str, Filled], *, status: int = 200) -> HttpResponse:
    verbs = [verb for verb in reader(request)["may"] if verb != ADD_ACTION.verb]
    forms = {verb: sent.get(verb) or _fresh(request, verb) for verb in verbs}
    held = pages.action_page(desk(), id_, today=desk().today, forms=forms)
    return render(request, "action.html", held, status=status)


def _fresh(request: HttpRequest, verb: str) -> Filled:
    """A form that nobody has filled in yet: today, by the user's own office."""
    values = {"happened": desk().today.isoformat(), "by": reader(request)["office"]}
    return Filled(form=FORMS[verb], values=values, seen=pages.latest(desk()).number)


@require_GET
@login_required
def questions(request: HttpRequest) -> HttpResponse:
    """What a body should ask."""
    held = pages.questions_page(desk(), request.GET, today=desk().today)
    return render(request, "questions.html", held, status=422 if held["problem"] else 200)


@require_GET
@login_required
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry."""
    return render(request, "entry.html", pages.entry_page(desk(), number))


@require_GET
def style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - what Django gives a view
    """How it looks."""
    return HttpResponse(pages.STYLE, content_type="text/css")


# To record -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Add an action: the form, and what it sends."""
    _check_may(request, ADD_ACTION.verb)
    if request.method == "GET":
        return render(request, "add.html", pages.form_page(desk(), _fresh(request, ADD_ACTION.verb)))
    filled = attrs.evolve(Filled.sent(ADD_ACTION, request.POST), seen=None)
    try:
        number = _record(request, filled)
    except NotTakenError as refused:
        return render(request, "add.html", pages.form_page(desk(), refused.filled), status=refused.filled.status)
    return _recorded(number, filled.values["action"].strip())


@require_POST
@login_required
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Report the status of an action, or move its date."""
    if verb not in FORMS or verb == ADD_ACTION.verb:
        raise Http404
    _check_may(request, verb)
    id_ = request.GET.get("id", "")
    try:
        number = _record(request, Filled.sent(FORMS[verb], request.POST), subject=f"action:{id_}")
    except NotTakenError as refused:
        return _action(request, id_, {verb: refused.filled}, status=refused.filled.status)
    return _recorded(number, id_)


def _check_may(request: HttpRequest, verb: str) -> None:
    """Refuse what neither the user's permissions nor those of their groups allow, or who records for no office."""
    if verb not in reader(request)["may"]:
        raise PermissionDenied(
            f"You are logged in as {request.user.get_username()}, who may not {verb.replace('_', ' ')}."
        )


def _record(request: HttpRequest, filled: Filled, **fixed: str) -> int:
    """Note who sent the form and record it, both or neither; the number of the entry.

    Django's transaction goes around the ledger's: what is raised in here, by whoever it is, leaves neither. The one
    thing that can come between is that Django's commit itself fails, the ledger's being done. Then the user is told
    that it failed, sends the form again, and the key makes it the same entry.

    Raises:
        NotTakenError: It cannot be taken; nothing was noted and nothing recorded.
    """
    draft = filled.draft(desk().ledger, **fixed)
    office, about = reader(request)["office"], fixed.get("subject", "")
    try:
        with transaction.atomic():
            noted, _ = Submission.objects.get_or_create(
                token=filled.token, defaults={"user": request.user, "verb": filled.form.verb}
            )
            with desk().unit(clerk=office, key=filled.key, seen=filled.seen, about=about) as unit:
                unit.add(draft)
            noted.entry = unit.entries[0].number
            noted.save(update_fields=["entry"])
    except GovledgerError as fault:
        raise NotTakenError(filled.refused(fault)) from fault
    return unit.entries[0].number


def _recorded(number: int, id_: str) -> HttpResponse:
    """On to the action, once the plan behind the pages has come as far as what was recorded."""
    desk().follower.latest(number=number)
    response = HttpResponseRedirect(f"/action?id={quote(id_, safe='')}&recorded={number}#main")
    response.status_code = 303
    return response


# Coming and going ----------------------------------------------------------------------------------------------------


class LogIn(LoginView):
    """Django's own, with our page."""

    template_name = "login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What our page needs, from Django's form."""
        held = super().get_context_data(**kwargs)
        form: AuthenticationForm = held["form"]
        wrong = "That name and password do not belong together." if form.is_bound and not form.is_valid() else ""
        return held | {"problem": wrong, "name": form.data.get("username", "")}

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again, with a status that says that it failed."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class LogOut(LogoutView):
    """Django's own, which takes a POST only."""


# What went wrong -----------------------------------------------------------------------------------------------------


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - what Django gives this view
    """A form without its token."""
    message = "This form is not from this page, or you have been logged out since; open it again."
    return said(request, "You may not do that", message, 403)


def may_not(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A verb that the user may not use."""
    return said(request, "You may not do that", str(exception), 403)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - what Django gives this view
    """A page that there is none of."""
    return said(request, "There is nothing here", "There is no such page.", 404)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault that nobody foresaw; it goes to the log, not to the reader."""
    return said(request, "That did not work", pages.FAILED, 500)
