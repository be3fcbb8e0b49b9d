"""The chain over the read log and the journal: sealing, the head outside the database, and what is broken."""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from amc.audit.models import Seal

heads = logging.getLogger("amc.audit.heads")


@dataclass(frozen=True)
class Broken:
    """One place that is not as it was written. `wrong`: changed, deleted, inserted, seal, twice or head."""

    seal: int | None
    link: int | None
    source: str
    row: int | None
    wrong: str


def seal() -> int:
    """Seal what has been written since; answers how many rows. Runs as `worker` or `owner`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_links()")
        return int(cursor.fetchone()[0])


def write_head() -> str:
    """Write the head of the chain to the file outside the database and to the system log; answers the line, or "".

    Whoever rewrites the whole chain, as a superuser can, does not reach what has been written there.
    """
    last = Seal.objects.order_by("-number").first()
    if last is None:
        return ""
    line = f"{last.number} {bytes(last.head).hex()}"
    heads.info("%s", line)
    if settings.AUDIT_HEADS_FILE:
        path = Path(settings.AUDIT_HEADS_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.write(line + "\n")
    return line


def broken(heads_file: Path | None = None) -> list[Broken]:
    """Everything that is not as it was written, the first first; `heads_file` has what was written out before.

    Runs as `owner`, who alone reads all of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal, link, source, entry, wrong FROM audit_broken()")
        found = [Broken(*row) for row in cursor.fetchall()]
    return found + (_heads_gone(heads_file) if heads_file else [])


def _heads_gone(file: Path) -> list[Broken]:
    known = {f"{number} {bytes(head).hex()}" for number, head in Seal.objects.values_list("number", "head")}
    lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines() if line.strip()]
    return [Broken(int(line.split()[0]), None, "audit_seal", None, "head") for line in lines if line not in known]
