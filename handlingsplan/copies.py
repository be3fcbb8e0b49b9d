"""The copy of a follow-up for the union or the employer: what was said and agreed, without anything sensitive.

What is sensitive leaves the unit through an utlämnande only (participants.sharing; JO 1029-2017).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from amc.staff.models import Municipality
from amc.web.documents import render_pdf
from handlingsplan.models import FollowUp, FollowUpAnswer

TITLE = "Kopia av uppföljning"


@dataclass(frozen=True)
class Copy:
    """What stands in the copy; the preview and the document are made of the same."""

    name: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """What the document is called."""
        return TITLE

    def of(self, chosen: Collection[str]) -> "Copy":
        """The same with those of the sections alone that are `chosen` by their places, from "0"."""
        kept = tuple(section for place, section in enumerate(self.sections) if str(place) in chosen)
        return replace(self, sections=kept)


def copy_of(follow_up: FollowUp) -> Copy:
    """The copy of a follow-up that was held, with `enrolment__participant` and `held_by` read. The sensitive answers
    are not asked for, so no reader's right brings them in. One query."""
    enrolment = follow_up.enrolment
    present = ", ".join(FollowUp.Attendee(code).in_words for code in follow_up.attendees)
    by = follow_up.held_by.full_name if follow_up.held_by else ""
    answers = FollowUpAnswer.objects.filter(follow_up=follow_up, sensitive=False).order_by("question__order", "pk")
    return Copy(
        enrolment.name_on_paper,
        (
            ("Ärende", enrolment.case_number),
            ("Vad", follow_up.get_kind_display()),
            ("Hölls", f"{follow_up.held_on or ''}"),
            ("Skulle hållas senast", f"{follow_up.due_on}"),
            ("Deltog", present),
            ("Konsulent", by),
        ),
        (*((row.wording, row.text) for row in answers), ("Det här kom ni överens om", follow_up.agreed)),
    )


def copy_pdf(copy: Copy, municipality: Municipality) -> bytes:
    """The copy as PDF/UA."""
    data: dict[str, Any] = {
        "name": copy.name,
        "facts": [list(pair) for pair in copy.facts],
        "sections": [{"heading": heading, "text": text} for heading, text in copy.sections],
    }
    return render_pdf("follow_up", data, title=copy.title, unit_head=municipality.unit_head or municipality.name)
