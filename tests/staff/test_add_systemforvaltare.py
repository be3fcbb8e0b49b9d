"""The first account of a new installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from amc.staff.models import Role, User

GOOD = "gran-tall-bjork-7"


@pytest.fixture
def add(db, monkeypatch):
    """Run the command with `password` on standard input."""

    def run(password, email="Asa@Kommunen.Example"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        call_command("add_systemforvaltare", email, "Åsa", "Öberg", stdout=io.StringIO())

    return run


def test_the_account_can_sign_in_and_is_systemforvaltare(add):
    add(GOOD)
    user = User.objects.get(email="asa@kommunen.example")
    assert user.check_password(GOOD)
    assert user.roles == [Role.SYSTEMFORVALTARE]


@pytest.mark.parametrize(
    ("password", "email"),
    [("kort", "asa@kommunen.example"), ("password1234", "asa@kommunen.example"), (GOOD, "ingen adress")],
)
def test_a_weak_password_or_no_address_makes_no_account(add, password, email):
    with pytest.raises(CommandError):
        add(password, email)
    assert not User.objects.exists()


def test_an_address_is_used_once(add):
    add(GOOD)
    with pytest.raises(CommandError):
        add(GOOD)
    assert User.objects.count() == 1
