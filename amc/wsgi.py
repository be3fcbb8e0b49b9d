"""The WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amc.settings")

application = get_wsgi_application()

from amc.web.startup import settle  # noqa: E402 - needs the application

settle()
