"""What the web layer tidies away by itself."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from amc.web.models import Draft
from amc.web.tasks import sweep_forms
from tests.web.people import make_user


@pytest.mark.django_db
def test_the_sweep_takes_what_is_old():
    user = make_user()
    Draft.objects.create(user=user, key="old", data={})
    Draft.objects.update(updated_at=timezone.now() - dt.timedelta(days=91))
    Draft.objects.create(user=user, key="new", data={})
    sweep_forms()
    assert [draft.key for draft in Draft.objects.all()] == ["new"]


def test_beat_rings_for_it():
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert sweep_forms.name in tasks
