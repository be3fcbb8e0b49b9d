"""How a stay ended, with the facts that Kolada's "Resultat vid avslut" needs (domain.md section 6)."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment
from participants.models.person import EducationLevel, Gender
from participants.querysets import ClosureQuerySet


@pghistory.track()
class Closure(PublicModel, RevisedModel):
    """The closing of an enrolment. Gender, education and age band are kept as they were on that day.

    `lasted_month` is asked 31 days after `work_started_on`; None until somebody has confirmed or denied it.
    """

    class Reason(models.TextChoices):
        ARBETE = "arbete", "Arbete"
        STUDIER = "studier", "Studier"
        REMITTENT = "remittent", "Åter till remittent"
        ANNAN_INSATS = "annan_insats", "Annan insats"
        FLYTT = "flytt", "Flytt"
        SJUKDOM = "sjukdom", "Sjukdom"
        FORALDRALEDIG = "foraldraledig", "Föräldraledighet"
        FULLFOLJDE_EJ = "fullfoljde_ej", "Fullföljde ej"
        AVLIDEN = "avliden", "Avliden"
        ANNAT = "annat", "Annat"

    class HowFound(models.TextChoices):
        KONTAKTER = "kontakter", "Egna kontakter"
        PRAKTIK = "praktik", "Praktik som ledde vidare"
        JOBBSPAR = "jobbspar", "Jobbspår"
        ANNONS = "annons", "Annons"
        KONSULENT = "konsulent", "Förmedlat av enheten"
        ANNAT = "annat", "Annat"

    class ContactHow(models.TextChoices):
        PHONE = "telefon", "Telefon"
        SMS = "sms", "Sms"
        MAIL = "epost", "E-post"

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="closure", verbose_name="inskrivning")
    reason = models.CharField("orsak", max_length=20, choices=Reason)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="avslutad av")
    closed_at = models.DateTimeField("registrerad", auto_now_add=True)
    summary = models.TextField("sammanfattning", blank=True)

    gender = models.CharField("kön", max_length=10, choices=Gender)
    education_level = models.CharField("utbildningsnivå", max_length=20, choices=EducationLevel)
    age = models.PositiveSmallIntegerField("ålder vid avslut")

    to_work = models.BooleanField("började arbeta", default=False)
    regular = models.BooleanField("på den reguljära arbetsmarknaden", null=True, blank=True)
    municipal = models.BooleanField("kommunal arbetsmarknadsanställning", null=True, blank=True)
    subsidised = models.BooleanField("med stöd", null=True, blank=True)
    support = models.CharField("vilket stöd", max_length=100, blank=True)
    work_started_on = models.DateField("arbetet började", null=True, blank=True)
    work_extent = models.PositiveSmallIntegerField(
        "omfattning (%)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    employer_name = models.CharField("arbetsgivare", max_length=200, blank=True)
    how_found = models.CharField("hur arbetet hittades", max_length=20, choices=HowFound, blank=True)
    lasted_month = models.BooleanField("varade minst en månad", null=True, blank=True)
    lasted_recorded_at = models.DateTimeField(null=True, blank=True)
    lasted_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    to_studies = models.BooleanField("började studera", default=False)
    csn = models.BooleanField("studiemedelsberättigade studier", null=True, blank=True)
    studies_started_on = models.DateField("studierna började", null=True, blank=True)
    studies_extent = models.PositiveSmallIntegerField(
        "studietakt (%)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    may_contact = models.BooleanField("vi får höra av oss efter avslutet", null=True, blank=True)
    contact_how = models.CharField("nås helst på", max_length=10, choices=ContactHow, blank=True, db_default="")

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = "avslut"
        verbose_name_plural = "avslut"
        indexes = [
            models.Index(
                fields=["work_started_on"],
                name="closure_awaiting_month",
                condition=Q(to_work=True, lasted_month__isnull=True),
            ),
            models.Index(
                fields=["enrolment"],
                name="closure_awaiting_by_case",
                condition=Q(to_work=True, lasted_month__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_work=False)
                | Q(
                    regular__isnull=False,
                    municipal__isnull=False,
                    subsidised__isnull=False,
                    work_started_on__isnull=False,
                ),
                name="closure_work_has_its_facts",
            ),
            models.CheckConstraint(
                condition=Q(to_studies=False) | Q(csn__isnull=False), name="closure_studies_has_its_facts"
            ),
            models.CheckConstraint(condition=~Q(regular=True, municipal=True), name="closure_municipal_is_not_regular"),
            models.CheckConstraint(
                condition=~Q(reason="arbete", to_work=False) & ~Q(reason="studier", to_studies=False),
                name="closure_reason_has_its_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
