"""Asking for pages and sending their forms as somebody, and which page is whose."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from amc.reminders.actions import sweep
from amc.reminders.models import Notification
from amc.staff.models import User
from tests.factories import at
from tests.placements.room import D

TODAY = D("2026-11-24")
ROLES = ("anna", "bo", "cilla", "eva", "hans", "ekonom", "hr", "specialist", "admin")

STAFF, CASE = {"anna", "bo", "eva"}, {"anna", "bo", "eva"}
WHO = {
    "placements": CASE,
    "employment_create": CASE,
    "employment_limits": CASE,
    "internship_create": CASE,
    "employment_detail": STAFF | {"ekonom", "hr"},
    "internship_detail": STAFF | {"ekonom", "hr"},
    "employment_extend": CASE,
    "internship_extend": CASE,
    "employment_change": CASE,
    "internship_change": CASE,
    "internship_agreement_write": CASE,
    "internship_agreement": CASE,
    "internship_agreement_pdf": CASE,
    "supervision_agreement": {"hans"},
    "employment_end": CASE,
    "internship_end": CASE,
    "employment_abort": CASE,
    "internship_abort": CASE,
    "employment_supervisor": CASE,
    "internship_supervisor": CASE,
    "employment_deviation": CASE,
    "internship_deviation": CASE,
    "deviation_list": CASE | {"cilla", "specialist"},
    "deviation_figures": CASE | {"cilla"},
    "deviation_detail": CASE,
    "deviation_change": CASE,
    "deviation_mend": CASE,
    "deviation_reopen": {"eva"},
    "deviation_measure_create": CASE,
    "deviation_measure_done": CASE,
    "supervision_on_behalf": CASE,
    "placement_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "internship_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "employment_import_start": STAFF | {"cilla"},
    "employment_import": {"anna"},
    "employment_import_columns": {"anna"},
    "employment_import_discard": {"anna"},
    "employment_import_failed": {"anna"},
    "las_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "las_scheme_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "las_scheme": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "las_account": STAFF | {"ekonom", "hr"},
    "las_answer": {"eva", "ekonom", "hr"},
    "wage_support_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "wage_support_detail": STAFF | {"ekonom", "hr"},
    "wage_support_create": CASE,
    "wage_support_change": CASE,
    "wage_support_no_renewal": CASE,
    "next_step_create": CASE,
    "lock_in_create": CASE,
    "employment_suspension": CASE,
    "suspension_return": CASE,
    "extension_decide": CASE,
    "employer_list": STAFF | {"cilla", "ekonom", "hr"},
    "employer_create": STAFF | {"cilla", "hr"},
    "employer_detail": STAFF | {"cilla", "ekonom", "hr"},
    "employer_change": STAFF | {"cilla", "hr"},
    "workplace_create": STAFF | {"cilla", "hr"},
    "contact_create": STAFF | {"cilla", "hr"},
    "workplace_change": STAFF | {"cilla", "hr"},
    "contact_change": STAFF | {"cilla", "hr"},
    "employer_contact_create": STAFF | {"cilla", "hr"},
    "employer_contact_change": STAFF | {"cilla", "hr"},
    "employer_contact_done": STAFF | {"cilla", "hr"},
    "joint_visit_create": STAFF | {"cilla", "hr"},
    "joint_visit_change": STAFF | {"cilla", "hr"},
    "joint_visit_end": STAFF | {"cilla", "hr"},
    "employer_duplicates": STAFF | {"cilla", "hr"},
    "employer_merge": STAFF | {"cilla", "hr"},
    "agreement_create": STAFF | {"cilla", "hr"},
    "agreement_change": STAFF | {"cilla", "hr"},
    "employer_warning_create": STAFF | {"cilla", "hr"},
    "employer_warning_lift": STAFF | {"cilla", "hr"},
    "supervisor_list": STAFF | {"cilla", "ekonom", "hr"},
    "supervisor_create": STAFF | {"cilla", "hr"},
    "supervisor_detail": STAFF | {"cilla", "ekonom", "hr"},
    "supervisor_change": STAFF | {"cilla", "hr"},
    "supervisor_training_create": STAFF | {"cilla", "hr"},
    "supervisor_training_change": STAFF | {"cilla", "hr"},
    "supervisor_training_withdraw": STAFF | {"cilla", "hr"},
    "supervisor_place_create": STAFF | {"cilla", "hr"},
    "supervisor_place_change": STAFF | {"cilla", "hr"},
    "supervisor_leave": STAFF | {"cilla"},
    "supervision": {"hans"},
    "supervision_waiting": CASE | {"cilla"},
    "supervisor_pay": {"eva", "ekonom"},
    "payroll": {"eva", "ekonom"},
}


def as_(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(user: User, name: str, *args: Any, **query: Any) -> HttpResponse:
    """A page as `user` sees it."""
    return as_(user).get(reverse(name, args=args), query)


def form_values(response: HttpResponse, **values: Any) -> dict[str, Any]:
    """What a browser sends: the hidden fields as they were shown, and `values`."""
    form = response.context["form"]
    posted = {
        name: "" if field.value() is None else field.value()
        for name, field in ((f.html_name, f) for f in form)
        if field.is_hidden
    }
    return posted | values


def post(user: User, url_name: str, *args: Any, **values: Any) -> HttpResponse:
    """Open the form of an address and send it with `values`."""
    client = as_(user)
    url = reverse(url_name, args=args)
    return client.post(url, form_values(client.get(url), **values))


def told(rule: str, day: dt.date = TODAY) -> list[tuple[str, str]]:
    """(stage, recipient) of what a rule has told that still waits to be read, after the sweep of the day."""
    sweep(day, now=at(day, 6))
    rows = Notification.objects.filter(rule=rule, read_at__isnull=True).select_related("recipient")
    return sorted((row.stage, row.recipient.first_name) for row in rows)
