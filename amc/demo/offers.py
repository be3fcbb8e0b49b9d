"""What workplaces and employees of the demo have offered, in every state."""

import datetime as dt

from amc import calendar
from amc.demo.chance import office_day
from amc.offers.models import Offer
from amc.offers.rules import answer_by
from amc.staff.models import Role, Unit, User

# Days since it came, kind, workplace, division, what one does there, places, who, and what became of it with the reason.
_OFFERED: tuple[tuple[int, str, str, str, str, int | None, str, str, str], ...] = (
    (1, "place", "Blomkullens förskola", "Barn- och utbildningsförvaltningen",
     "Hjälpa till i köket och på gården.", 1, "Disa Dahl", "", ""),
    (9, "place", "Parkenheten", "Tekniska förvaltningen",
     "Klippa gräs, plantera och hålla rent i parkerna.", 3, "Love Lund", "", ""),
    (3, "supervisor", "Stadsbiblioteket", "Kulturförvaltningen", "", None, "Kim Karlgren", "", ""),
    (25, "place", "Äldreboendet Sjöutsikten", "Omsorgsförvaltningen",
     "Duka, servera och sällskap vid promenader.", 2, "Mika Malm", "opening", ""),
    (40, "place", "Återbruket", "Tekniska förvaltningen",
     "Sortera, laga och prissätta möbler.", 2, "Robin Rask", "workplace", ""),
    (50, "supervisor", "Kommunens växel", "Kommunledningsförvaltningen", "", None, "Alex Alm", "supervisor", ""),
    (60, "place", "Simhallen", "Kulturförvaltningen",
     "Städa omklädningsrum på kvällar.", 1, "Noa Nord", "", "Hallen stänger för ombyggnad. Hör av oss till hösten."),
)  # fmt: skip


def write_offers(today: dt.date) -> None:
    """Seven offers of the first unit; its first consultant has answered some."""
    unit = Unit.objects.order_by("pk")[0]
    by = User.objects.filter(unit=unit, roles__overlap=[Role.KONSULENT], is_active=True).order_by("pk")[0]
    for back, kind, workplace, division, tasks, places, name, became, reason in _OFFERED:
        arrived = office_day(today - dt.timedelta(days=back))
        state = Offer.State.TAKEN if became else Offer.State.DECLINED if reason else Offer.State.NEW
        answered = state != Offer.State.NEW
        Offer.objects.create(
            kind=kind,
            state=state,
            unit=unit,
            workplace=workplace,
            division=division,
            tasks=tasks,
            places=places,
            trained=name.startswith("Alex") if kind == Offer.Kind.SUPERVISOR else None,
            name=name,
            email=f"{name.lower().replace(' ', '.')}@kommunen.example",
            phone="070-174 06 05" if places else "",
            received_at=dt.datetime.combine(arrived, dt.time(10, 15), calendar.MUNICIPAL_ZONE),
            answer_by=answer_by(arrived),
            answered_by=by if answered else None,
            answered_on=answer_by(arrived) if answered else None,
            became=became,
            reason=reason,
        )
