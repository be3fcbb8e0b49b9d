"""Every form of the product, sent twice and without a network: one effect, and nobody is called."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_socket
import time_machine
from django import forms
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse

from amc.groups.models import GroupMember
from amc.web.form_views import ActionFormView
from amc.web.lookup import LookupField
from handlingsplan.models import Activity
from placements.models import Scheme
from tests.access.matrix import MATRIX
from tests.access.side import TODAY
from tests.access.world import World, build
from tests.factories import at
from tests.groups.room import GroupFactory, MemberFactory, SessionFactory

pytestmark = pytest.mark.django_db

# What a form needs that its fields do not tell; a function is asked about the world.
PERIOD = {"first_day": "2026-11-30", "last_day": "2027-05-29"}
WARNED = {
    "acknowledged": [
        *("employer_warning", "responsibility_missing", "supervisor_elsewhere"),
        *("praktik_here_before", "place_repeated", "open_concerns", "over_capacity", "praktik_after_praktik"),
        *("internship_too_short", "internship_too_long", "supervisor_untrained"),
    ],
    "reason": "Andra uppgifter nu.",
}
SUPERVISED = {"supervisor": lambda world: str(world.own.supervisor.uuid)}
VISIT = {"on_day": "2026-12-03", "at": "13:30", "af_name": "Alva AF"}
SECRECY = {"statute": "26 kap. 1 § OSL", "reasons": "Arbetsgivaren behöver veta."}


def _counts(world: World) -> str:
    """The world's employment has run for nine months; here they count."""
    Scheme.objects.filter(code="ami").update(las="counts")
    return "ends"


OWN: dict[str, dict[str, Any]] = {
    "las_answer": {"decision": _counts},
    "referral_create": {"birth_date": "1990-01-01"},
    "registration_create": {"birth_date": "2000-01-01"},
    "participant_identity_change": {"number": "18900101-9802"},
    "outside_contact_create": {"name": "Karin Karlsson"},
    "kartlaggning_area": {"own_words": "Jag gick nio år i skolan."},
    "meeting_hold": {"text": "Vi pratade."},
    "closure_create": {"reason": "flytt", "may_contact": "True"},
    "kaa_exit": {"may_contact": "False"},
    "later_follow_up": {"doing": "arbete"},
    "consent_create": {"paper_ref": "Pärm 3"},
    "statement_create": {"due_on": "2026-12-15", "party": "Vårdcentralen"},
    "statement_send": {"person": "Siv Sandberg"},
    "statement_change": {"reference": "dnr 12"},
    "referrer_document": SECRECY,
    "employer_document": SECRECY,
    "plan_template_create": {"text_1": "Jag vill arbeta som …"},
    "plan_agree": {"consultant": "on"},
    "progress_sets": {"sets": []},
    "employment_create": PERIOD | SUPERVISED | WARNED | {"union": "Kommunal", "collective_agreement": "AMI-avtalet"},
    "internship_create": PERIOD | SUPERVISED | WARNED | {"hours_per_week": "30"},
    "employment_extend": {"last_day": "2027-03-31"} | WARNED,
    "supervision_correct": {"days_absent": "3"},
    "employment_suspension": {"first_day": "2027-01-04", "last_day": "2027-01-29"},
    "suspension_return": {"back_on": "2027-06-14"},
    "extension_decide": {"decision": "decline"},
    "internship_extend": {"last_day": "2027-02-26"},
    "internship_agreement": {"parties": ["employer"], "name": "Disa Dahl"},
    "handover_create": {"among": lambda world: [str(world.actors["kollega"].uuid)]},
    "user_create": {"unit": lambda world: str(world.own.unit.pk), "expires_on": "2027-05-31"},
    "user_home_address": {"address": "Storgatan 3", "postcode": "61183"},
    "user_detail": {"expires_on": "2027-05-31"},
    "code_create": {"code": "ny-kod"},
    "requirement_create": {"hours_per_week": "40"},
    "requirement_edit": {"hours_per_week": "40"},
    "requirement_week": {"attended_1": "8"},
    "skills_judge": {"place": "Skolköket", "judge": "Hans Holm", "niva-kok-disk": "alone"},
    "certificate_add": {"issuer": "Campus"},
    "board_report_create": SECRECY,
    "board_report_correct": SECRECY,
    "group_sessions": {"held_on": "2026-11-30", "times": "2"},
    "employer_merge": {
        "gone": lambda world: str(world.foreign.objects["employer"]["uuid"]),
        "acknowledged": lambda world: f"merge_{world.foreign.objects['employer']['uuid']}",
    },
    "group_create": {"hours_per_week": "6"},
    "opening_create": {"occupation": "Kock", "hours_per_week": "6"},
    "opening_change": {"occupation": "Kock", "hours_per_week": "6"},
    "proposal_create": {"opening": lambda world: str(world.foreign.objects["opening"]["uuid"])},
    "seeking_edit": {"wish_1": "Kock", "wish_2": "", "wish_3": "", "hours_per_week": "6"},
    "joint_visit_create": VISIT,
    "joint_visit_change": VISIT,
    "opening_joint_visit": VISIT,
    "joint_visit_end": {"state": "cancelled", "outcome": "AF är sjuk."},
    "seeking_hear": {"keep": "on"},
    "employment_supervisor": {"acknowledged": "no_supervisor"},
    "internship_supervisor": {"acknowledged": "no_supervisor"},
    "supervisor_leave": {"last_day": "2027-05-31", "acknowledged": "no_supervisor"},
}
# Where it is not about what the address is tried with elsewhere.
ABOUT = {"closure_create": "settled", "employment_create": "settled", "internship_create": "settled"}
ABOUT |= {"group_end": "ended_group"}
ABOUT |= {"deviation_mend": "deviation_without_measures", "deviation_reopen": "mended_deviation"}
# Sent by tests of their own: files, forms that answer with a document, and those that this world has no case for.
ELSEWHERE = {
    "calendar_link_end",
    "import_start",
    "import_columns",
    "import_detail",
    "employment_import_start",
    "employment_import_columns",
    "employment_import",
    "register_extract",
    "participant_open",
    "disposal_approve",
    "legal_hold_create",
}
# The owner of an account is told when it ends; the enhetschef has the button. Whoever a letter is to says it is read.
# Those who pay ask for the months of a lönestöd; others read of them.
SHOWN_ONLY = {
    ("konsulent", "account_renew"),
    ("konsulent", "las_scheme"),
    ("enhetschef", "las_scheme"),
    ("konsulent", "extension_decide"),
    ("enhetschef", "handover_letter"),
    ("konsulent", "wage_support_detail"),
    ("hr", "wage_support_detail"),
}
# Tables that say who was here, not what was done.
TRACES = ("web_oncetoken", "django_session", "web_draft", "audit_readlog")


@pytest.fixture
def world(caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    caplog.set_level(logging.ERROR, "django.request")
    with time_machine.travel(at(TODAY, 14), tick=False):
        made = build()
        # A plan can be agreed when each activity has its day.
        Activity.objects.filter(version__state="draft").update(due_on=TODAY + dt.timedelta(days=30))
        _end_a_group(made)
        yield made


def _end_a_group(world: World) -> None:
    """A group that is over, with somebody whose journal does not say so yet."""
    there = GroupMember.objects.get(group__uuid=world.own.objects["group"]["uuid"])
    group = GroupFactory(unit=world.own.unit, created_by=world.own.consultant, ends_on=TODAY)
    MemberFactory(group=group, enrolment=there.enrolment), SessionFactory(group=group)
    world.own.put("ended_group", group.uuid)


@pytest.fixture
def alone() -> Iterator[None]:
    """No network but PostgreSQL's socket: a request that rings the broker, or anybody, fails."""
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


def invented(field: forms.Field) -> Any:
    """Something that the field takes."""
    match field:
        case LookupField():
            return str(field.lookup.rows(field.user).first().uuid)
        case forms.ModelMultipleChoiceField() | forms.ModelChoiceField():
            return field.prepare_value(field.queryset.first())
        case forms.MultipleChoiceField():
            return [field.choices[0][0]]
        case forms.ChoiceField():
            return next(value for value, _ in field.choices if value not in ("", None))
        case forms.DateField():
            return TODAY.isoformat()
        case forms.DateTimeField():
            return f"{TODAY}T09:00"
        case forms.EmailField():
            return "ny.person@kommunen.example"
        case forms.IntegerField() | forms.DecimalField():
            return "20"
        case forms.BooleanField():
            return "on"
    return "Det här skrevs av ett test."


def filled(form: forms.BaseForm, own: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends when what is required has been filled in."""
    data: dict[str, Any] = {}
    for bound in form:
        field, value = bound.field, bound.value()
        if bound.name in own:
            continue
        if isinstance(field, LookupField):
            if field.required and not field.prepare_value(value).key:
                data[bound.html_name] = invented(field)
            elif value:
                data[bound.html_name] = field.prepare_value(value).key
        elif value is None or value is False or value in ("", []):
            if field.required:
                data[bound.html_name] = invented(field)
        elif isinstance(value, dt.datetime):
            data[bound.html_name] = f"{value:%Y-%m-%dT%H:%M}"
        else:
            data[bound.html_name] = [str(one) for one in value] if isinstance(value, list | tuple) else str(value)
    return data | own


def own_values(name: str, world: World) -> dict[str, Any]:
    """What the table says of the form."""
    return {key: value(world) if callable(value) else value for key, value in OWN.get(name, {}).items()}


def effects() -> int:
    """How many rows this transaction has written, in the tables that say what was done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int FROM pg_stat_xact_user_tables"
            " WHERE NOT relname = ANY (%s)",
            [list(TRACES)],
        )
        return cursor.fetchone()[0]


def sent_twice(client: Client, url: str, own: dict[str, Any]) -> str:
    """What is wrong with the form at `url` when it is sent twice; empty when nothing is."""
    opened = client.get(url)
    if opened.status_code != 200:
        return f"cannot be opened: {opened.status_code} {opened.get('Location', '')}"
    posted = filled(opened.context["form"], own)
    before = effects()
    try:
        with transaction.atomic():
            first = client.post(url, posted)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if first.status_code != 302:
        refused = first.context.get("form") if first.context else None
        shown = refused.errors.get_json_data() if refused else ""
        return f"{first.status_code}: {shown}"
    once = effects()
    second = client.post(url, posted)
    if (second.status_code, second.get("Location")) != (302, first["Location"]):
        return f"the second time: {second.status_code} {second.get('Location')}"
    twice = effects()
    if once == before:
        return "no effect"
    return f"{once - before} rows, and then {twice - once} more" if twice != once else ""


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("actor", ["konsulent", "enhetschef", "hr", "systemförvaltare"])
def test_a_double_click_has_one_effect_and_rings_nobody(world: World, actor: str) -> None:
    client, objects, wrong, sent = Client(), world.own_objects(actor), {}, set()
    client.force_login(world.actors[actor])
    for name, row in MATRIX.items():
        nothing_to_send = name in ELSEWHERE or row.status == 404 or (actor, name) in SHOWN_ONLY
        if row.public or row.method != "get" or actor not in row.who or nothing_to_send:
            continue
        about = ABOUT.get(name, row.about)
        url = reverse(name, kwargs=objects[about] if about else {})
        view = getattr(resolve(url).func, "view_class", object)
        if not issubclass(view, ActionFormView):
            continue
        with transaction.atomic():
            trouble = sent_twice(client, url, own_values(name, world))
            transaction.set_rollback(True)
        sent.add(name)
        if trouble:
            wrong[name] = trouble
    assert not wrong, "\n".join(f"{name}: {what}" for name, what in wrong.items())
    assert sent
