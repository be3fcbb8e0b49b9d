"""What has happened: the journal, which is only added to."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment
from participants.querysets import JournalEntryQuerySet

# A trigger, not the action: notes also come by COPY, and a date that is wrong here hides a forgotten person. What a
# note says is its latest correction, else itself; a correction can also take a day back, so then all notes are read.
LATEST_CONTACT = """
    IF EXISTS (SELECT FROM written WHERE corrects_id IS NOT NULL) THEN
        PERFORM FROM participants_enrolment
        WHERE id IN (SELECT enrolment_id FROM written WHERE corrects_id IS NOT NULL)
        ORDER BY id
        FOR NO KEY UPDATE;

        UPDATE participants_enrolment AS enrolment
        SET last_contact_on = latest.day
        FROM (
            SELECT touched.enrolment_id, (
                SELECT max(amc_local_date(entry.occurred_at))
                FROM participants_journalentry AS entry
                WHERE entry.enrolment_id = touched.enrolment_id
                    AND entry.kind IN ('samtal', 'telefon', 'besok', 'trepart', 'uppfoljning')
                    AND NOT EXISTS (
                        SELECT FROM participants_journalentry AS later
                        WHERE later.corrects_id = coalesce(entry.corrects_id, entry.id) AND later.id > entry.id
                    )
            ) AS day
            FROM (SELECT DISTINCT enrolment_id FROM written WHERE corrects_id IS NOT NULL) AS touched
        ) AS latest
        WHERE enrolment.id = latest.enrolment_id AND enrolment.last_contact_on IS DISTINCT FROM latest.day;
    END IF;

    UPDATE participants_enrolment AS enrolment
    SET last_contact_on = latest.day
    FROM (
        SELECT enrolment_id, max(amc_local_date(occurred_at)) AS day
        FROM written
        WHERE corrects_id IS NULL AND kind IN ('samtal', 'telefon', 'besok', 'trepart', 'uppfoljning')
        GROUP BY enrolment_id
    ) AS latest
    WHERE enrolment.id = latest.enrolment_id
        AND (enrolment.last_contact_on IS NULL OR enrolment.last_contact_on < latest.day);
    RETURN NULL;
"""

# participants.rules.journal.late_obstacles, for whoever gets past it.
LATE_NOTES = """
    IF EXISTS (
        SELECT
        FROM written
        JOIN participants_enrolment AS enrolment ON enrolment.id = written.enrolment_id
        WHERE enrolment.closed_on < amc_local_date(written.created_at)
            AND written.author_id IS DISTINCT FROM enrolment.consultant_id
            AND NOT EXISTS (
                SELECT FROM staff_user AS writer
                WHERE writer.id = written.author_id AND 'enhetschef' = ANY(writer.roles)
            )
            AND NOT EXISTS (
                SELECT FROM participants_journalentry AS corrected
                WHERE corrected.id = written.corrects_id AND corrected.author_id = written.author_id
            )
    ) THEN
        RAISE EXCEPTION 'a closed case is written in by its consultant or the manager'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'late_note_by_its_own';
    END IF;
    RETURN NULL;
"""


class JournalEntry(PublicModel):
    """A journal note: when it happened, when it was written, by whom [SFS 2017:900 27 §].

    Never changed or removed: a correction is a later entry that points at the corrected one.
    """

    class Kind(models.TextChoices):
        SAMTAL = "samtal", "Samtal"
        TELEFON = "telefon", "Telefon"
        BESOK = "besok", "Besök"
        TREPART = "trepart", "Trepartssamtal"
        UPPFOLJNING = "uppfoljning", "Uppföljning"
        KONTAKT = "kontakt", "Kontakt med annan"
        UTEBLIVET = "uteblivet", "Uteblivet möte"
        FORHINDER = "forhinder", "Förhinder"
        HANDELSE = "handelse", "Händelse"

    # Kinds in which the participant was met or spoken to; "no contact for six weeks" counts from these.
    CONTACT_KINDS = (Kind.SAMTAL, Kind.TELEFON, Kind.BESOK, Kind.TREPART, Kind.UPPFOLJNING)

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="journal", verbose_name="inskrivning")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    occurred_at = models.DateTimeField("hände")
    text = models.TextField("anteckning")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skriven av")
    created_at = models.DateTimeField("skriven", auto_now_add=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="rättar"
    )

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "journalanteckning"
        verbose_name_plural = "journalanteckningar"
        ordering = ["-occurred_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="journal_says_something")]
        indexes = [models.Index(fields=["enrolment", "-occurred_at", "-id"], name="journal_by_enrolment")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="latest_contact",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="written"),
                func=LATEST_CONTACT,
            ),
            pgtrigger.Trigger(
                name="late_notes",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="written"),
                func=LATE_NOTES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"

    @property
    def is_late(self) -> bool:
        """Whether it was written when the case was closed, on a later day than the last."""
        closed_on = self.enrolment.closed_on
        return closed_on is not None and timezone.localdate(self.created_at) > closed_on

    def get_absolute_url(self) -> str:
        """The entry in its journal."""
        return f"{reverse('journal', args=[self.enrolment.participant.uuid])}#j-{self.uuid}"
