"""Administration: its front page and the accounts. No participant is reached from here."""

import datetime as dt
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.administration.code_lists import CODE_LISTS
from amc.administration.forms import AccountChangeForm, AccountForm, HomeAddressForm
from amc.administration.tables import UserTable
from amc.audit.history import history_of
from amc.calendar import add_months
from amc.staff.access import Permission
from amc.staff.actions import (
    account_months,
    invite_user,
    renew_account,
    reset_second_step,
    send_invitation,
    set_home_address,
    update_user,
    ways_in,
)
from amc.staff.mixins import PermittedMixin
from amc.staff.models import HomeAddress, Role, Unit, User
from amc.web.filters import FilterSet
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.list_views import ListPage
from participants.elsewhere import count_open_cases


class AdministrationView(PermittedMixin, TemplateView):
    """Where everything to administer is found."""

    permission = Permission.ADMINISTER
    template_name = "administration/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The code lists."""
        return super().get_context_data(code_lists=CODE_LISTS.values(), **kwargs)


class UserFilter(FilterSet):
    """Accounts by role, unit and whether they can be used."""

    roll = django_filters.ChoiceFilter(label="Roll", choices=Role.choices, empty_label="Alla", method="with_role")
    enhet = django_filters.ModelChoiceFilter(
        field_name="unit", label="Enhet", queryset=Unit.objects.all(), to_field_name="uuid", empty_label="Alla"
    )
    lage = django_filters.ChoiceFilter(
        field_name="is_active",
        label="Läge",
        choices=[("True", "Öppna"), ("False", "Stängda")],
        empty_label="Alla",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def with_role(self, queryset: Any, name: str, value: str) -> Any:
        """Those who have the role, among others or alone."""
        return queryset.with_role(value)


class UserListView(ListPage):
    """All accounts."""

    permission = Permission.ADMINISTER
    title = "Användare"
    template_name = "administration/users.html"
    table_class = UserTable
    filterset_class = UserFilter
    order = ("sort_key",)

    def get_queryset(self) -> "QuerySet[User]":
        """The accounts that the user may see."""
        return User.objects.visible_to(self.user)

    def get_rows(self) -> "QuerySet[User]":
        """With their units."""
        return self.get_queryset().select_related("unit")


class UserCreateView(ActionFormView):
    """Invite somebody."""

    permission = Permission.ADMINISTER
    fresh_sign_in = True
    form_class = AccountForm
    template_name = "administration/form.html"
    extra_context = {
        "title": "Nytt konto",
        "lead": "Den nya användaren får ett mejl med en länk, och väljer själv hur hen loggar in.",
        "verb": "Skapa kontot och skicka länken",
        "back": "user_list",
        "back_word": "Användare",
    }

    def act(self, form: AccountForm) -> User:
        """Make the account and send the link."""
        user = invite_user(by=self.user, today=timezone.localdate(), **form.values())
        messages.success(self.request, f"Kontot är skapat. Inbjudan skickas till {user.email} inom någon minut.")
        return user


class AccountMixin(PermittedMixin):
    """A page of one account."""

    permission = Permission.ADMINISTER
    fresh_sign_in = True
    kwargs: dict[str, Any]

    @cached_property
    def account(self) -> User:
        """The account of the address."""
        rows = User.objects.visible_to(self.user).select_related("unit", "team")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])


class UserDetailView(AccountMixin, ActionFormView):
    """Change an account, and see what has been changed in it."""

    form_class = AccountChangeForm
    template_name = "administration/user.html"

    def get_instance(self) -> User:
        """A row of its own for the form to fill."""
        return User.objects.get(pk=self.account.pk)

    def act(self, form: Any) -> str:
        """Save the account."""
        update_user(
            form.instance,
            form.cleaned_data["revision"],
            by=self.user,
            today=timezone.localdate(),
            **form.values(),
        )
        messages.success(self.request, "Kontot är sparat.")
        return reverse("user_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many open cases the person has, as a bare number, and the account's history."""
        return super().get_context_data(
            account=self.account,
            open_cases=count_open_cases(self.account),
            history=history_of(self.account),
            ways_in=ways_in(self.account),
            **kwargs,
        )


class AskFirstView(AccountMixin, ActionFormView):
    """A deed with an account that is asked about on a page of its own."""

    form_class = ActionForm
    template_name = "administration/form.html"
    heading = verb = lead = ""
    asks = "?"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question."""
        return super().get_context_data(
            title=f"{self.heading} {self.account.full_name}{self.asks}",
            lead=self.lead,
            verb=self.verb,
            back_url=reverse("user_detail", args=[self.account.uuid]),
            back_word=self.account.full_name,
            **kwargs,
        )


class UserResetView(AskFirstView):
    """Somebody has lost the phone: let them choose anew."""

    heading = "Nollställa inloggningen för"
    lead = (
        "Kontrollera först att det är rätt person som ber om det, till exempel genom att ringa upp. Passkeys, kod-app, "
        "reservkoder och lösenord slutar gälla, personen loggas ut överallt och får en länk för att välja på nytt."
    )
    verb = "Nollställ och skicka länken"

    def act(self, form: ActionForm) -> User:
        """Reset."""
        user = reset_second_step(self.account, by=self.user, now=timezone.now())
        messages.success(self.request, f"Inloggningen är nollställd. En ny länk skickas till {user.email}.")
        return user


class UserInviteView(AskFirstView):
    """Send the link once more."""

    heading = "Skicka en ny inbjudan till"
    lead = "En länk som skickats tidigare slutar gälla."
    verb = "Skicka länken"

    def act(self, form: ActionForm) -> User:
        """Send."""
        send_invitation(self.account)
        messages.success(self.request, f"Inbjudan skickas till {self.account.email} inom någon minut.")
        return self.account


class UserRenewView(AskFirstView):
    """Let an account go on."""

    heading = "Förlänga kontot för"
    verb = "Förläng kontot"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Until when it lasts now and then."""
        return f"Kontot gäller till {self.account.expires_on}. Det förlängs till {_renewed()}."

    def act(self, form: ActionForm) -> User:
        """Renew."""
        user = renew_account(self.account, by=self.user, today=timezone.localdate())
        messages.success(self.request, f"Kontot gäller till {user.expires_on}.")
        return user


class HomeAddressView(AskFirstView):
    """Where the account's owner lives, for the review of the read log."""

    form_class = HomeAddressForm
    heading = "Hemadress för"
    asks = ""
    lead = (
        "Den används bara i loggranskningen: läsningar om någon som bor på samma adress granskas. Ingen annan ser den. "
        "Lämna tomt för den som har skyddade personuppgifter."
    )
    verb = "Spara hemadressen"

    def get_initial(self) -> dict[str, Any]:
        """As it is now."""
        present = HomeAddress.objects.filter(user=self.account).first()
        return {"address": present.address, "postcode": present.postcode} if present else {}

    def act(self, form: HomeAddressForm) -> User:
        """Save it, or take it away."""
        set_home_address(self.account, **form.values())
        messages.success(self.request, "Hemadressen är sparad." if form.values()["address"] else "Ingen hemadress.")
        return self.account


class AccountRenewView(ActionFormView):
    """Where a notice of an account that ends leads: its owner sees until when it lasts and whom to ask, the enhetschef
    of the unit renews it."""

    permission = Permission.ANY
    form_class = ActionForm
    template_name = "administration/renew.html"

    def needs_fresh_sign_in(self) -> bool:
        """For renewing."""
        return Permission.MANAGE.granted_to(self.user)

    @cached_property
    def account(self) -> User:
        """The own account, or one of the unit that the user leads; 404 for any other."""
        own = Q(pk=self.user.pk)
        theirs = Q(unit=self.user.unit_id) if Permission.MANAGE.granted_to(self.user) and self.user.unit_id else own
        return get_object_or_404(User.objects.filter(own | theirs), uuid=self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The account and its last day."""
        own = self.account.pk == self.user.pk
        return super().get_context_data(account=self.account, own=own, until=_renewed(), **kwargs)

    def act(self, form: ActionForm) -> str:
        """Renew, for whoever leads the unit; nobody has the button for their own."""
        if self.account.pk == self.user.pk:
            raise Http404
        user = renew_account(self.account, by=self.user, today=timezone.localdate())
        messages.success(self.request, f"Kontot för {user.full_name} gäller till {user.expires_on}.")
        return "notices"


def _renewed() -> dt.date:
    """The last day of an account that is renewed today."""
    return add_months(timezone.localdate(), account_months())
