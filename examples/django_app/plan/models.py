"""What Django keeps of its own: the office that each user records for, and who sent what. The plan is in the ledger."""

from django.conf import settings
from django.db import models


class Seat(models.Model):
    """The office for which a user records; the ledger names the office as the clerk, and never the user."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    office = models.CharField(max_length=200)

    def __str__(self) -> str:
        """The office."""
        return self.office


class Submission(models.Model):
    """That a user sent a form, and which entry it became; it can be deleted, as entries cannot."""

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    verb = models.CharField(max_length=40)
    entry = models.PositiveBigIntegerField(null=True)

    class Meta:
        """What a user may be allowed to do, one permission for each form; groups hold them."""

        default_permissions = ()
        permissions = (
            ("add_action", "Can add an action"),
            ("report_status", "Can report a status"),
            ("move_date", "Can move a date"),
        )

    def __str__(self) -> str:
        """Which entry it became, and who sent it."""
        return f"entry {self.entry} by {self.user}"
