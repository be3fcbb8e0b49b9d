"""What the units and the employers of the demo have had to do with each other."""

import datetime as dt

from amc.demo.chance import Chance, office_day
from amc.demo.municipality import landline
from amc.staff.models import Role, Unit, User
from placements.models import (
    ContactPerson,
    Employer,
    EmployerContact,
    EmployerWarning,
    JointVisit,
    ResponsibilityAgreement,
)

# Kind, what was said, what follows.
_SAID = (
    ("call", "De har fullt i vinter men vill höras i vår.", "Ring om vårens platser"),
    ("visit", "Visade lokalerna. Bra handledare, lugnt tempo.", "Mejla förslag på upplägg"),
    ("joint_visit", "AF gick igenom lönestöd. De tvekar om tiden för handledning.", "Hör med AF om handledarbidrag"),
    ("mail", "Frågade efter någon till lagret, gärna från februari.", "Svara när vi har gått igenom listan"),
    ("money", "Äskade medel för handledning av två platser under våren.", "Hör om beslutet"),
    ("call", "Tackade för gott samarbete. Inget just nu.", ""),
)
# Days from today, what a visit with AF is about, and how it went. Who comes from there.
_VISITS = (
    (4, "Lönestöd för två på lagret", "planned", ""),
    (12, "Handledarbidrag", "planned", ""),
    (-2, "En plats i köket från mars", "planned", ""),
    (-20, "Lönestöd", "held", "AF gick igenom stöden. De tar emot en på prov från nästa månad."),
    (-9, "Nystartsjobb", "cancelled", "AF fick förhinder. De hör av sig med en ny tid."),
)
_FROM_AF = ("Ali Ask", "Britt Berg", "Cim Carlsson")
_OUTCOMES = ("De tar emot en från mars.", "De hör av sig.", "")


def write_employer_log(today: dt.date) -> None:
    """Notes of a third of the employers, drawn by the employer's own name: nothing else of the demo is drawn anew."""
    people = {
        unit: list(User.objects.filter(unit=unit, roles__overlap=[Role.KONSULENT], is_active=True).order_by("pk")[:4])
        for unit in Unit.objects.order_by("pk")
    }
    staff = [user for rows in people.values() for user in rows]
    for number, employer in enumerate(Employer.objects.order_by("pk")[::3]):
        chance = Chance(f"kontakter {employer.name}")
        whom = ContactPerson.objects.filter(employer=employer).order_by("pk").first()
        for back in range(chance.between(1, 4)):
            _note(employer, whom, chance, number + back, today - dt.timedelta(days=back * 40), staff)
    _visit_with_af(today, staff)
    _agree(today, staff)
    opening = Employer.objects.filter(kind=Employer.Kind.PRIVAT).latest("pk")
    opening.opens_on = today + dt.timedelta(days=75)
    opening.save(update_fields=["opens_on"])


def _visit_with_af(today: dt.date, staff: list[User]) -> None:
    """Visits to come, one that nobody has said anything of yet, one that was held and one that was cancelled."""
    employers = list(Employer.objects.filter(kind=Employer.Kind.PRIVAT, is_active=True).order_by("pk")[: len(_VISITS)])
    for number, (employer, (days, about, state, outcome)) in enumerate(zip(employers, _VISITS, strict=False)):
        by = staff[number % len(staff)]
        on_day = office_day(today + dt.timedelta(days=days))
        held = state == JointVisit.State.HELD
        note = (
            EmployerContact.objects.create(
                employer=employer, kind="joint_visit", held_on=on_day, text=outcome, created_by=by
            )
            if held
            else None
        )
        JointVisit.objects.create(
            employer=employer,
            workplace=employer.workplaces.filter(is_active=True).order_by("pk").first(),
            on_day=on_day,
            at=dt.time(9 + number, 30 * (number % 2)),
            about=about,
            af_name=_FROM_AF[number % len(_FROM_AF)],
            af_phone=landline(20 + number),
            by=by,
            state=state,
            outcome=outcome,
            note=note,
            created_by=by,
        )


def _agree(today: dt.date, staff: list[User]) -> None:
    """Every second employer has agreed who answers for what; some until a day, one warns of itself."""
    parties = ResponsibilityAgreement.Party.values
    for number, employer in enumerate(Employer.objects.order_by("pk")[::2]):
        # Until a day for a third of them, from one that has passed to one in two years.
        last = today + dt.timedelta(days=-20 + 35 * number) if number % 3 == 0 else None
        ResponsibilityAgreement.objects.create(
            employer=employer,
            environment=parties[number % 7 % 3],
            insurance=parties[number % 5 % 3],
            guidance=parties[(number + 1) % 3],
            signed_on=office_day(today - dt.timedelta(days=200 + 11 * number)),
            valid_to=last,
            kept_at=f"Pärm {number % 4 + 1}",
            created_by=staff[number % len(staff)],
        )
    warned = Employer.objects.filter(kind=Employer.Kind.PRIVAT).earliest("pk")
    reason = "Har haft tre i praktik utan att anställa någon. Stäm av planen för anställning först."
    until = today + dt.timedelta(days=120)
    EmployerWarning.objects.create(employer=warned, reason=reason, until=until, created_by=staff[0])


def _note(
    employer: Employer, whom: ContactPerson | None, chance: Chance, number: int, latest: dt.date, staff: list[User]
) -> None:
    kind, text, step = _SAID[number % len(_SAID)]
    held_on = office_day(latest - dt.timedelta(days=chance.between(3, 30)))
    by = chance.pick(staff)
    due = office_day(held_on + dt.timedelta(days=chance.between(10, 60))) if step else None
    # An older step is done; the latest is as often late as to come.
    done = due and (due < latest - dt.timedelta(days=10) or chance.often(0.4)) and due <= latest
    EmployerContact.objects.create(
        employer=employer,
        kind=kind,
        held_on=held_on,
        whom=whom,
        text=text,
        amount=chance.between(8, 30) * 1_000 if kind == "money" else None,
        next_step=step,
        next_on=due,
        next_by=by if step else None,
        done_on=due if done else None,
        done_by=by if done else None,
        outcome=chance.pick(_OUTCOMES) if done else "",
        created_by=by,
    )
