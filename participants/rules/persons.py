"""What a person's particulars, identity number [SFS 1991:481] and outside contacts must be."""

import datetime as dt

from amc.calendar import age_on
from amc.obstacles import Obstacle

OLDEST = 120

# Of somebody whom the user sees: who is hidden, or of another unit, is in nobody's way (IdentityNumber.disputed).
NUMBER_TAKEN = Obstacle(
    "number", "Numret står redan på en annan deltagare i enheten. Kontrollera det mot handlingen.", "number_taken"
)


def number_obstacles(
    *, is_others: bool, is_present: bool, is_claimed: bool, from_kind: str, to_kind: str
) -> list[Obstacle]:
    """What stands in the way of a new identity number; kinds are those of IdentityNumber, `from_kind` "" for none.

    The present one can be given anew where it is claimed for somebody else: that says whose it is.
    """
    if is_others:
        return [NUMBER_TAKEN]
    if is_present and is_claimed:
        return []
    if is_present:
        return [Obstacle("number", "Det här är redan deltagarens nummer.", "same_number")]
    if from_kind == "personnummer" and to_kind == "samordningsnummer":
        message = "Deltagaren har ett personnummer. Det ersätts inte av ett samordningsnummer."
        return [Obstacle("number", message, "backwards")]
    return []


def birth_obstacles(birth_date: dt.date, today: dt.date) -> list[Obstacle]:
    """What is wrong with a date of birth; it need not be the one in the identity number."""
    if birth_date > today:
        return [Obstacle("birth_date", "Födelsedatumet ligger framåt. Kontrollera året.", "not_born")]
    if age_on(birth_date, today) > OLDEST:
        return [Obstacle("birth_date", f"Det blir mer än {OLDEST} år. Kontrollera året.", "too_old")]
    return []


def contact_obstacles(
    name: str, none_named: bool, since: dt.date | None = None, *, today: dt.date | None = None
) -> list[Obstacle]:
    """A contact outside the unit has a name, or none is named, which is an obstacle of its own kind [S2]; `since` is
    its first day, which is not to come."""
    if since and today and since > today:
        message = "Datumet ligger framåt. Skriv dagen då kontakten började, eller lämna tomt."
        return [Obstacle("since", message, "contact_to_come")]
    if none_named and name.strip():
        message = "Du har både skrivit ett namn och markerat att ingen är utsedd. Ta bort det ena."
        return [Obstacle("none_named", message, "named_and_not")]
    if not none_named and not name.strip():
        return [Obstacle("name", "Skriv kontaktpersonens namn, eller markera att ingen är utsedd.", "no_name")]
    return []
