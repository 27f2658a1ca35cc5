"""Django's own commands for this app: ``python manage.py runserver``."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[1]))  # Where plan_desk is; beside your own manage.py, nothing is needed.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
    execute_from_command_line(sys.argv)
