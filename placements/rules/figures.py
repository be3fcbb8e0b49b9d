"""Small groups in figures that leave the unit (domain.md section 6)."""

from collections.abc import Sequence


def hide_small(cells: Sequence[tuple[int, int]], least: int) -> list[int | None]:
    """The amounts as they may leave the unit: None where fewer than `least` persons stand behind.

    `cells`: pairs of an amount and how many persons it is of, together the whole. Nothing is nobody, and shows. When
    one alone is hidden its neighbour with the fewest persons is hidden too: the whole less the rest would tell it.
    """
    hidden = {place for place, (amount, persons) in enumerate(cells) if amount and persons < least}
    if len(hidden) == 1:
        rest = [(persons, place) for place, (amount, persons) in enumerate(cells) if amount and place not in hidden]
        hidden |= {place for _, place in sorted(rest)[:1]}
    return [None if place in hidden else amount for place, (amount, _) in enumerate(cells)]
