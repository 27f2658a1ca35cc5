"""What the templates are filled in with, besides what a view gives them."""

from typing import Any

import jinja2
from django.http import HttpRequest
from plan_desk import pages
from plan_desk.forms import FORMS


def environment(**options: Any) -> jinja2.Environment:
    """What Django's backend asks for: the environment of plan_desk, with its templates."""
    return pages.environment(**options | {"loader": jinja2.FileSystemLoader(pages.TEMPLATES)})


def around(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: who is logged in, and what was recorded just before. Django adds its CSRF token."""
    recorded = request.GET.get("recorded", "")
    held = getattr(request, "user", None)
    user = reader(request) if held is not None and held.is_authenticated else None
    return {"user": user, "recorded": recorded if recorded.isdecimal() else ""}


def reader(request: HttpRequest) -> dict[str, Any]:
    """Who is logged in: their name, their office, and the forms that their permissions and groups let them send."""
    user = request.user
    seat = getattr(user, "seat", None)
    may = tuple(verb for verb in FORMS if seat is not None and user.has_perm(f"plan.{verb}"))
    return {"name": user.get_username(), "office": seat.office if seat is not None else "no office", "may": may}
