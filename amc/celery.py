"""The Celery application. Beat runs in UTC; what day it is, is decided in Europe/Stockholm."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amc.settings")
# As `app` it would see no rows, and tell nobody of anything.
os.environ.setdefault("AMC_DB_ROLE", "worker")

app = Celery("amc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
