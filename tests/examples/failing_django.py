"""The Django app with one page more, whose requests fail where a real one may; run from the app's own folder."""

import os
import sys
from importlib import import_module

from govledger import draft, events as ev


def fail(request: object, where: str, action: str) -> None:
    """Gather an action and fail: before the unit ends, or between the ledger's commit and Django's."""
    models, auth = import_module("plan.models"), import_module("django.contrib.auth.models")
    token = f"failing-{action}"
    with import_module("django.db.transaction").atomic():
        clerk = auth.User.objects.get(username="clerk")
        models.Submission.objects.create(token=token, user=clerk, verb="add_action")
        with import_module("plan.desk").desk().unit(clerk="office:democratic-services", key=f"form-{token}") as unit:
            unit.add(draft(ev.ActionAdded(action=action, text="Look"), happened="2024-06-05"))
            assert where != "before", "a fault of the view's"
        assert where != "after", "a fault of Django's database"


def main() -> None:
    """Django's own commands, with the page more."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "council.settings"
    import_module("django.conf").settings.ROOT_URLCONF = "tests.examples.failing_django"
    import_module("django.core.management").execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
elif os.environ.get("DJANGO_SETTINGS_MODULE"):  # As the routes of the site.
    urls = import_module("council.urls")
    handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
    urlpatterns = [*urls.urlpatterns, import_module("django.urls").path("fail/<str:where>/<str:action>", fail)]
