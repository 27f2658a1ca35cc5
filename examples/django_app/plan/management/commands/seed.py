"""``python manage.py seed``: tables, a ledger with the invented county in it, groups, and users to try the app with."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from plan_desk.seed import said, seed_ledger, somebody

from plan.models import Seat


class Command(BaseCommand):
    """Make what is not there yet."""

    help = "Make the tables, the ledger with an invented county in it, groups, and users to try the app with."

    def handle(self, *_: Any, **__: Any) -> None:
        """Make it, and say who may log in."""
        call_command("migrate", verbosity=0)
        users = somebody()
        for one in users:
            user, _made = User.objects.get_or_create(username=one.name)
            user.set_password(one.password)
            user.save()
            Seat.objects.update_or_create(user=user, defaults={"office": one.office})
            group, _made = Group.objects.get_or_create(name=f"{one.name}s")
            group.permissions.set(Permission.objects.filter(content_type__app_label="plan", codename__in=one.may))
            user.groups.set([group])
        self.stdout.write(seed_ledger(settings.PLAN_LEDGER))
        self.stdout.write(said(users))
