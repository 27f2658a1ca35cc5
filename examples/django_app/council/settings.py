"""The settings of the site: what is particular to it is read from the environment.

``PLAN_FOLDER`` is where its files are. ``PLAN_DATABASE``, a ``postgresql://`` address, puts Django's tables and the
ledger into one database, the ledger in a schema of its own; without it each is a file in the folder. ``PLAN_LEDGER`` is
another address for the ledger, by which it is reached as a user who may do less.
"""

import os
from urllib.parse import unquote, urlsplit

from plan_desk.seed import data_folder, secret_key

FOLDER = data_folder()
SECRET_KEY = os.environ.get("PLAN_SECRET_KEY") or secret_key(FOLDER)
DEBUG = os.environ.get("PLAN_DEBUG") == "1"
_HOSTS = os.environ.get("PLAN_HOSTS", "").split()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", *_HOSTS]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _HOSTS]  # Whoever ends HTTPS in front passes plain HTTP on.

ROOT_URLCONF = "council.urls"
WSGI_APPLICATION = "council.wsgi.application"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "plan"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plan.middleware.PlanMiddleware",
]

# The templates are those of plan_desk, filled in by Django's own backend for Jinja2.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [],
        "OPTIONS": {"environment": "plan.templates.environment", "context_processors": ["plan.templates.around"]},
    }
]

# What a view writes with Django and what it records in the ledger are two transactions, on two connections, also where
# both are in one database; plan/views.py puts the one around the other.
_ADDRESS = urlsplit(os.environ.get("PLAN_DATABASE", ""))
if _ADDRESS.scheme:
    PLAN_LEDGER = os.environ.get("PLAN_LEDGER") or _ADDRESS.geturl()
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _ADDRESS.path.removeprefix("/"),
            "USER": unquote(_ADDRESS.username or ""),
            "PASSWORD": unquote(_ADDRESS.password or ""),
            "HOST": _ADDRESS.hostname or "",
            "PORT": _ADDRESS.port or "",
        }
    }
else:
    PLAN_LEDGER = str(FOLDER / "plan.db")
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "django.db",
            # A transaction that is going to write waits for its turn, rather than find the file locked half-way.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    }
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("PLAN_HTTPS") == "1"
CSRF_FAILURE_VIEW = "plan.views.not_ours"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"govledger": {"handlers": ["console"], "level": "WARNING"}},
}
