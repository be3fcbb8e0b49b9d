"""What holds of accounts."""

from amc.obstacles import Obstacle


def account_obstacles(
    *,
    roles: list[str],
    has_unit: bool,
    is_active: bool,
    is_own: bool,
    was_active: bool,
    was_administrator: bool,
    other_administrators: int,
) -> list[Obstacle]:
    """What stands in the way of saving an account so. `other_administrators` counts the active systemförvaltare
    besides this account; without one nobody could mend anything."""
    found = []
    if not roles:
        found.append(
            Obstacle("roles", "Välj minst en roll. Den som inte ska arbeta här stängs i stället av.", "no_role")
        )
    if not has_unit and set(roles) - {"systemforvaltare", "handledare"}:
        found.append(Obstacle("unit", "Välj enhet: den avgör vilka ärenden rollen får se.", "no_unit"))
    if is_own and was_active and not is_active:
        found.append(Obstacle("is_active", "Du kan inte stänga ditt eget konto. Be en kollega.", "own_account"))
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
