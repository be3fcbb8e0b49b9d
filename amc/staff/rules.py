"""What holds of accounts."""

import datetime as dt

from amc.obstacles import Obstacle

# Staff are asked for again at least this often; supervisors' accounts follow their assignments instead.
LONGEST_ACCOUNT = dt.timedelta(days=2 * 366)

NO_UNIT = Obstacle(None, "Ditt konto hör inte till någon enhet. Be systemförvaltaren lägga till den.", "no_unit")


def account_obstacles(
    *,
    roles: list[str],
    has_unit: bool,
    is_active: bool,
    is_own: bool,
    was_active: bool,
    was_administrator: bool,
    other_administrators: int,
    expires_on: dt.date | None,
    today: dt.date,
) -> list[Obstacle]:
    """What stands in the way of saving an account so. `other_administrators` counts the active systemförvaltare
    besides this account; without one nobody could mend anything. `expires_on` is the last day, included."""
    found = []
    if not roles:
        found.append(
            Obstacle("roles", "Välj minst en roll. Den som inte ska arbeta här stängs i stället av.", "no_role")
        )
    if not has_unit and set(roles) - {"systemforvaltare", "handledare"}:
        found.append(Obstacle("unit", "Välj enhet: den avgör vilka ärenden rollen får se.", "no_unit"))
    if is_own and was_active and not is_active:
        found.append(Obstacle("is_active", "Du kan inte stänga ditt eget konto. Be en kollega.", "own_account"))
    if set(roles) - {"handledare"} and is_active:
        if expires_on is None:
            found.append(Obstacle("expires_on", "Ange den sista dag som kontot ska gälla.", "no_last_day"))
        elif expires_on > today + LONGEST_ACCOUNT:
            found.append(Obstacle("expires_on", "Ett konto gäller högst två år i taget.", "too_long"))
    stays = is_active and "systemforvaltare" in roles
    if was_administrator and not stays and not other_administrators:
        found.append(
            Obstacle(
                "roles",
                "Det här är den enda systemförvaltaren. Ge rollen till någon annan först.",
                "last_administrator",
            )
        )
    return found


def home_address_obstacles(address: str, postcode: str) -> list[Obstacle]:
    """What is wrong with where somebody lives: it is a street and a postcode of five digits, or nothing at all."""
    message = "Fyll i både gatuadress och postnummer, eller lämna båda tomma."
    if bool(address) != bool(postcode):
        return [Obstacle("postcode" if address else "address", message, "half_an_address")]
    if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
        return [Obstacle("postcode", "Skriv postnumret med fem siffror, till exempel 611 83.", "no_postcode")]
    return []


def renewal_obstacles(*, roles: list[str], is_own: bool, is_active: bool, administers: bool) -> list[Obstacle]:
    """What stands in the way of letting an account go on. `administers`: whoever renews is systemförvaltare, who may
    give any account another last day, the own one too."""
    if not is_active:
        return [Obstacle(None, "Kontot är stängt. Systemförvaltaren öppnar det.", "closed")]
    if is_own and not administers:
        return [Obstacle(None, "Du kan inte förlänga ditt eget konto. Be systemförvaltaren.", "own")]
    if set(roles) == {"handledare"}:
        return [Obstacle(None, "En handledares konto följer uppdragen och förlängs av sig självt.", "supervisor")]
    return []


def reset_obstacles(*, is_own: bool, is_active: bool) -> list[Obstacle]:
    """What stands in the way of letting somebody choose anew how to sign in."""
    if is_own:
        return [Obstacle("", "Du kan inte nollställa ditt eget. Be en annan systemförvaltare.", "own")]
    if not is_active:
        return [Obstacle("", "Kontot är stängt. Öppna det först.", "closed")]
    return []
