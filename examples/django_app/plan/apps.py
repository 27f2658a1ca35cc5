"""The app, as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The improvement plan."""

    name = "plan"
