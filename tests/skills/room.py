"""Judged skills and certificates."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from amc.skills.models import Certificate, CertificateKind, JudgedSkill, Skill


class JudgedFactory(DjangoModelFactory[JudgedSkill]):
    class Meta:
        model = JudgedSkill

    skill = factory.LazyFunction(lambda: Skill.objects.get(code="kok-disk"))
    level = "helped"
    judged_on = dt.date(2026, 10, 1)
    place = "Skolköket"
    judge = "Hans Holm, handledare"


class CertificateFactory(DjangoModelFactory[Certificate]):
    class Meta:
        model = Certificate

    kind = factory.LazyFunction(lambda: CertificateKind.objects.get(code="heta_arbeten"))
    issuer = "Brandskyddsföreningen"
    issued_on = dt.date(2026, 2, 1)
