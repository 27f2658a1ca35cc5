"""The tables of the app's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Seats and submissions, and the permissions."""

    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", _ID),
                ("office", models.CharField(max_length=200)),
                (
                    "user",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", _ID.clone()),
                ("token", models.CharField(max_length=64, unique=True)),
                ("verb", models.CharField(max_length=40)),
                ("entry", models.PositiveBigIntegerField(null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "permissions": (
                    ("add_action", "Can add an action"),
                    ("report_status", "Can report a status"),
                    ("move_date", "Can move a date"),
                ),
                "default_permissions": (),
            },
        ),
    ]
