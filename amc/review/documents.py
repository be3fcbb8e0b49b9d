"""The protocol of a month's review, and a person's own extract of the read log."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from amc.audit.models import ReadLog
from amc.calendar import swedish_plural
from amc.review.models import Flag, ReviewRule
from amc.review.pages import page_words
from amc.staff.access import Permission
from amc.staff.models import Municipality, User
from amc.web.display import month as month_words
from amc.web.documents import render_pdf
from participants.models import Enrolment, Participant
from participants.page import Document


def readers_document(user: User, participant: Participant, cases: Sequence[Enrolment]) -> list[Document]:
    """The extract "Vilka har läst om dig", for those who do casework; made anew each time."""
    if not Permission.CASEWORK.granted_to(user):
        return []
    url = reverse("readers_pdf", args=[participant.uuid])
    return [Document("Vilka har läst om deltagaren", timezone.localdate(), url, "ur läsloggen, till i dag")]


def readings_about(participant: Participant) -> list[ReadLog]:
    """Every showing of the person in any unit, those of the referrals they came by included, the latest first; of each
    row only what is about this person. The user of the transaction has to do casework in the person's unit
    (extract_readings); a database error says that the person is out of sight."""
    shown = ReadLog.objects.raw("SELECT * FROM extract_readings(%s) ORDER BY at DESC, id DESC", [participant.pk])
    return list(shown.prefetch_related("user"))


def readers_pdf(participant: Participant, case_numbers: list[str]) -> bytes:
    """Who has read about the person: first who and how often, then each time. Names the person by case number."""
    rows = readings_about(participant)
    by_reader = Counter((row.user.full_name, row.user.title or _role(row.user)) for row in rows)
    summary = [(name, title, str(amount)) for (name, title), amount in by_reader.most_common()]
    each = [
        (
            timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
            row.user.full_name,
            page_words(row.page),
            row.get_kind_display(),
            _why(row),
        )
        for row in rows
    ]
    parts: list[dict[str, Any]] = [
        {
            "text": "Här står alla i kommunens arbetsmarknadsverksamhet som har sett uppgifter om dig i systemet, "
            "när det var och varför de fick. Undrar du över något: fråga din konsulent eller enhetschefen. "
            "Läsningar som är gallrade enligt kommunens beslut står inte med.",
            "facts": [("Ärende", ", ".join(case_numbers) or "Inget"), ("Antal tillfällen", str(len(rows)))],
        }
    ]
    if rows:
        parts += [
            {"heading": "Vilka", "head": ["Namn", "Roll", "Gånger"], "rows": summary},
            {"heading": "Varje gång", "head": ["När", "Vem", "Vad", "Hur", "Varför"], "rows": each},
        ]
    else:
        parts.append({"text": "Ingen har läst om dig."})
    return render_pdf("plain", {"parts": parts}, title="Vilka har läst om mig", unit_head=_unit_head())


def protocol_pdf(user: User, month: dt.date, until: dt.date) -> bytes:
    """What was chosen and reviewed from `month`'s first day to `until` (not included), for the unit of `user`."""
    zone = timezone.get_current_timezone()
    first, last = (dt.datetime.combine(day, dt.time(), zone) for day in (month, until))
    chosen = Flag.objects.visible_to(user).filter(reading__at__gte=first, reading__at__lt=last)
    flags = list(chosen.select_related("reading__user", "reviewed_by").order_by("reading__at", "pk"))
    names = dict(ReviewRule.objects.values_list("code", "name"))
    rules = Counter(code for flag in flags for code in flag.rules)
    outcomes = Counter(flag.get_outcome_display() or "Väntar på granskning" for flag in flags)
    readings = ReadLog.objects.visible_to(user).filter(at__gte=first, at__lt=last)
    told = [flag for flag in flags if flag.outcome not in {"", Flag.Outcome.CLEAR}]
    parts: list[dict[str, Any]] = [
        {
            "facts": [
                ("Månad", month_words(month)),
                ("Enhet", user.unit.name if user.unit else ""),
                ("Visningar i loggen", str(readings.count())),
                ("Uttagna till granskning", str(len(flags))),
                *((word, str(amount)) for word, amount in sorted(outcomes.items())),
            ]
        },
        {
            "heading": "Urvalet",
            "head": ["Regel", "Läsningar"],
            "rows": [(names.get(code, code), str(amount)) for code, amount in rules.most_common()] or [("Inget", "0")],
        },
        {
            "heading": "Frågor och avvikelser",
            "text": swedish_plural(len(told), "läsning", "läsningar"),
            **(
                {
                    "head": ["Läst", "Av", "Sida", "Utfall", "Kommentar", "Granskad"],
                    "rows": [_told(flag) for flag in told],
                }
                if told
                else {}
            ),
        },
    ]
    title = f"Protokoll över loggranskning, {month_words(month)}"
    signatures = ["Enhetschef"]
    return render_pdf("plain", {"parts": parts, "signatures": signatures}, title=title, unit_head=_unit_head())


def _told(flag: Flag) -> tuple[str, ...]:
    reviewed = timezone.localtime(flag.reviewed_at).strftime("%Y-%m-%d") if flag.reviewed_at else ""
    return (
        timezone.localtime(flag.reading.at).strftime("%Y-%m-%d %H:%M"),
        flag.reading.user.full_name,
        page_words(flag.reading.page),
        flag.get_outcome_display(),
        flag.comment,
        f"{reviewed} {flag.reviewed_by.full_name if flag.reviewed_by else ''}".strip(),
    )


def _why(row: ReadLog) -> str:
    """What gave the right; the reason where one was given. A list's selection is nothing to the person."""
    if row.entitlement == ReadLog.Entitlement.TEMPORARY:
        return f"{row.get_entitlement_display()}: {row.reason}"
    return str(row.get_entitlement_display())


def _role(user: User) -> str:
    from amc.staff.models import Role

    return ", ".join(Role(role).label for role in user.roles)


def _unit_head() -> str:
    municipality = Municipality.objects.filter(pk=1).first()
    return (municipality.unit_head or municipality.name) if municipality else ""
