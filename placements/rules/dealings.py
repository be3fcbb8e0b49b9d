"""Contacts with employers: what is noted has been, and what follows has a day and somebody who does it."""

import datetime as dt

from amc.obstacles import Obstacle

# What is planned for later than this is a slip of the year.
LONGEST_AHEAD = dt.timedelta(days=730)
DONE = Obstacle(None, "Steget är redan gjort.", "step_done")
NO_STEP = Obstacle(None, "Anteckningen har inget nästa steg.", "no_step")


def contact_obstacles(
    held_on: dt.date,
    *,
    today: dt.date,
    money: bool,
    amount: int | None,
    next_step: str = "",
    next_on: dt.date | None = None,
    next_by: bool = False,
) -> list[Obstacle]:
    """What stands in the way of noting a contact. `money`: it is a request for money, of `amount` kronor [S2].
    `next_by`: whether somebody is chosen to do the next step."""
    found = []
    if held_on > today:
        message = "Dagen har inte varit än. Skriv det som ska göras som nästa steg i stället."
        found.append(Obstacle("held_on", message, "held_later"))
    if money and not amount:
        found.append(Obstacle("amount", "Skriv hur många kronor som äskas.", "amount_missing"))
    if not money and amount:
        found.append(Obstacle("amount", "Ett belopp hör bara till ett äskande av medel. Ta bort det.", "amount_extra"))
    return found + _step_obstacles(held_on, today, next_step.strip(), next_on, next_by)


def _step_obstacles(
    held_on: dt.date, today: dt.date, next_step: str, next_on: dt.date | None, next_by: bool
) -> list[Obstacle]:
    if not next_step and next_on is None:
        return []
    found = []
    if not next_step:
        found.append(Obstacle("next_step", "Skriv vad nästa steg är, eller ta bort datumet.", "step_missing"))
    if next_on is None:
        found.append(Obstacle("next_on", "Skriv senast när nästa steg ska vara gjort.", "step_no_day"))
    elif next_on < held_on:
        found.append(Obstacle("next_on", f"Nästa steg kommer efter kontakten {held_on}.", "step_before"))
    elif next_on > today + LONGEST_AHEAD:
        found.append(Obstacle("next_on", "Mer än två år framåt. Kontrollera året.", "step_far_off"))
    if not next_by:
        found.append(Obstacle("next_by", "Välj vem som gör nästa steg.", "step_nobodys"))
    return found
