"""The Celery application. Beat runs in UTC; what day it is, is decided in Europe/Stockholm."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amc.settings")

app = Celery("amc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
