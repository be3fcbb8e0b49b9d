"""Giving out the register extract."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.db import transaction

from amc.extract.content import Extract, parts_of, read_extract
from amc.staff.models import Municipality, User
from amc.web.documents import render_pdf
from participants.actions.sharing import record_disclosure
from participants.models import Disclosure, Participant, Recipient
from participants.rules.sharing import WORDS

STATUTE = "Artikel 15 i dataskyddsförordningen (EU) 2016/679"
LEAD = (
    "Det här är allt som enheten har registrerat om dig, vem som har skrivit det och hur det har ändrats. "
    "Du har rätt att få fel rättade. Fingeravtrycket hör till JSON-filen, som har samma innehåll för datorer."
)


@transaction.atomic
def give_extract(
    participant: Participant,
    *,
    enrolment: Any,
    case_numbers: list[str],
    reference: str,
    person: str,
    identified: str,
    form: str,
    by: User,
    now: dt.datetime,
) -> tuple[Disclosure, bytes]:
    """The extract as a ZIP of one PDF and one JSON, and the row that says that it was given; nothing of the content is
    kept but its print. The transaction's user is `by` (amc.wall.session)."""
    extract = read_extract(participant, now=now)
    row = record_disclosure(
        participant=participant,
        enrolment=enrolment,
        consent=None,
        recipient=Recipient.ANNAN,
        organisation="Deltagaren",
        person=person,
        what=f"Registerutdrag {reference}. Fingeravtryck (SHA-256): {extract.fingerprint}",
        facts=list(WORDS),
        statute=STATUTE,
        reasons=f"Den registrerades rätt till tillgång. Identitet: {identified}",
        form=form,
        disclosed_at=now,
        by=by,
        now=now,
    )
    return row, packed(extract, case_numbers, reference)


def packed(extract: Extract, case_numbers: list[str], reference: str) -> bytes:
    """The PDF and the JSON in one file."""
    municipality = Municipality.objects.get(pk=1)
    data: dict[str, Any] = {
        "about": [
            ("Diarienummer", reference),
            ("Ärende", ", ".join(case_numbers) or "Inget"),
            ("Framtaget", extract.made_at.strftime("%Y-%m-%d %H:%M")),
            ("Fingeravtryck", extract.fingerprint),
        ],
        "lead": LEAD,
        "parts": parts_of(extract),
    }
    head = municipality.unit_head or municipality.name
    pdf = render_pdf("extract", data, title="Registerutdrag", unit_head=head)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("registerutdrag.pdf", pdf)
        packing.writestr("registerutdrag.json", extract.as_json)
    return file.getvalue()
