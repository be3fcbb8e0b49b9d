"""The occupations' codes in SSYK 2012, for exchange with other systems."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from participants.models import Competence
from tests.factories import make_people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({"ssyk": "5120"}, True),
        ({"ssyk": ""}, True),
        ({"ssyk": "512"}, False),
        ({"ssyk": "51a0"}, False),
        ({"ssyk": "٥١٢٠"}, False),
        ({"ssyk": "5120", "kind": "fardighet"}, False),
    ],
)
def test_a_code_is_four_digits_of_an_occupation(changes: dict[str, Any], fine: bool) -> None:
    row = Competence(code="ny", name="Ny", kind="yrke", field="Kök", valid_from="2026-01-01")
    for name, value in changes.items():
        setattr(row, name, value)
    if fine:
        row.full_clean()
        row.save()
        return
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("name", "code"), [("Kock", "5120"), ("Lokalvårdare", "9111"), ("Vårdbiträde", "5330"), ("Varuplockare", "")]
)
def test_those_that_are_shipped_have_theirs_where_it_is_certain(name: str, code: str) -> None:
    assert Competence.objects.get(name=name).ssyk == code


def test_the_systemforvaltare_sees_and_changes_it(client: Any) -> None:
    client.force_login(make_people().admin)
    page = client.get("/administration/kompetenser/").content.decode()
    assert "SSYK" in page
