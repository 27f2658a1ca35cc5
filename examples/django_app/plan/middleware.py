"""What every answer has, and what is said where the ledger has nothing to show."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from plan_desk import pages

from govledger import GovledgerError


class PlanMiddleware:
    """The headers of plan_desk on every answer, and a page for what a view let pass of the ledger's faults."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        """What Django gives a middleware."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with its headers."""
        response = self._answer(request)
        for name, value in pages.HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A page for a fault of the ledger's; Django's own for any other."""
        if isinstance(fault, pages.NotThereError):
            return said(request, "There is nothing here", str(fault), 404)
        if isinstance(fault, GovledgerError):
            return said(request, "The ledger cannot be read just now", str(fault), 503)
        return None


def said(request: HttpRequest, heading: str, message: str, status: int) -> HttpResponse:
    """A page that says what is the matter."""
    return render(request, "problem.html", {"heading": heading, "message": message}, status=status)
