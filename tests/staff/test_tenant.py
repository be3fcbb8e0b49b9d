"""Signing in at a tenant: a small one of our own, which answers in this process what the tests let it."""

import base64
import hashlib
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from requests.adapters import BaseAdapter

from amc.staff.models import AccountMail, Role, User
from amc.staff.tenant import TenantAccounts
from tests.factories import People, make_people

pytestmark = pytest.mark.django_db
ISSUER = "https://tenant.example"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Tenant(BaseAdapter):
    """The tenant's addresses. `claims` is what its next token says, `spoil` changes how it is signed."""

    def __init__(self) -> None:
        super().__init__()
        self.claims: dict[str, Any] = {}
        self.spoil: dict[str, Any] = {}
        self.question: dict[str, str] = {}
        self.issuer = ISSUER

    def ask(self, client: Client, start: str) -> str:
        """Let the browser be led here; answers the address that the tenant leads it back to."""
        location = client.get(start)["Location"]
        assert location.startswith(f"{ISSUER}/authorize?")
        self.question = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return f"{urlsplit(self.question['redirect_uri']).path}?code=abc&state={self.question['state']}"

    def token(self) -> str:
        """The next id_token."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "amc",
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": self.question.get("nonce"),
            "email_verified": True,
        } | self.claims
        key, algorithm = self.spoil.get("key", KEY), self.spoil.get("algorithm", "RS256")
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "one"})

    def send(self, request: Any, **kwargs: Any) -> requests.Response:
        """Answer a request of ours."""
        path = urlsplit(request.url).path
        if path.endswith("openid-configuration"):
            body: dict[str, Any] = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }
        elif path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            body = {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        else:
            verifier = parse_qs(request.body)["code_verifier"][0]
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            assert digest == self.question["code_challenge"], "PKCE"
            body = {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}
        answer = requests.Response()
        answer.status_code, answer.url = 200, request.url
        answer.headers["content-type"] = "application/json"
        answer._content = json.dumps(body).encode()
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def tenant(settings: Any, monkeypatch: pytest.MonkeyPatch, people: People) -> Tenant:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = ISSUER, "amc", "secret"
    made = Tenant()
    made.claims = {"email": people.anna.email, "amr": ["pwd", "mfa"]}

    def session(self: TenantAccounts) -> requests.Session:
        opened = requests.Session()
        opened.mount("https://", made)
        return opened

    monkeypatch.setattr(TenantAccounts, "get_requests_session", session)
    return made


def sign_in(client: Client, tenant: Tenant, start: str = "/logga-in/kommunen/") -> Any:
    return client.get(tenant.ask(client, start))


def is_in(client: Client) -> bool:
    return client.get("/min-dag/").status_code == 200


class TestWhoComesIn:
    def test_an_account_with_the_address_is_bound_to_the_subject(
        self, client: Client, tenant: Tenant, people: People
    ) -> None:
        assert "Kommunens inloggning" in client.get("/logga-in/").content.decode()
        sign_in(client, tenant, "/logga-in/kommunen/?next=/min-dag/")
        assert is_in(client)
        bound = SocialAccount.objects.get(user=people.anna)
        assert (bound.provider, bound.uid, bound.extra_data) == ("kommunen", "subject-1", {})
        assert AccountMail.objects.get().email == people.anna.email

    def test_the_bound_subject_comes_in_under_another_address(self, tenant: Tenant, people: People) -> None:
        sign_in(Client(), tenant)
        tenant.claims["email"] = "anna.gift@kommunen.example"
        client = Client()
        sign_in(client, tenant)
        assert is_in(client)

    def test_a_recycled_address_does_not(self, tenant: Tenant, people: People) -> None:
        sign_in(Client(), tenant)
        tenant.claims["sub"] = "subject-2"
        client = Client()
        assert sign_in(client, tenant).status_code == 403
        assert not is_in(client)

    @pytest.mark.parametrize(
        "claims",
        [{"email": "ingen@kommunen.example"}, {"email": None}, {"email_verified": False}, {"email_verified": "true"}],
    )
    def test_nobody_else(self, client: Client, tenant: Tenant, claims: dict[str, Any]) -> None:
        tenant.claims |= claims
        before = User.objects.count()
        answer = sign_in(client, tenant)
        assert (answer.status_code, User.objects.count(), SocialAccount.objects.count()) == (403, before, 0)
        assert not is_in(client)

    def test_a_closed_account_does_not(self, client: Client, tenant: Tenant, people: People) -> None:
        User.objects.filter(pk=people.anna.pk).update(is_active=False)
        assert sign_in(client, tenant).status_code == 403

    def test_off_when_not_configured(self, client: Client) -> None:
        assert client.get("/logga-in/kommunen/").status_code == 404
        assert client.get("/logga-in/kommunen/svar/?code=x&state=y").status_code == 404
        assert "Kommunens inloggning" not in client.get("/logga-in/").content.decode()


class TestTheAnswer:
    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://other.example"},
            {"aud": "another"},
            {"aud": ["amc", "another"], "azp": "another"},
            {"nonce": "another"},
            {"nonce": None},
            {"exp": 1_600_000_000},
        ],
    )
    def test_claims_that_are_not_ours(self, client: Client, tenant: Tenant, claims: dict[str, Any]) -> None:
        tenant.claims |= claims
        assert sign_in(client, tenant).status_code == 401
        assert not is_in(client)

    @pytest.mark.parametrize(
        "spoil",
        [{"key": OTHER_KEY}, {"key": "x" * 40, "algorithm": "HS256"}, {"key": None, "algorithm": "none"}],
        ids=["another key", "a shared secret", "unsigned"],
    )
    def test_signatures_that_are_not_the_tenants(self, client: Client, tenant: Tenant, spoil: dict[str, Any]) -> None:
        tenant.spoil = spoil
        assert sign_in(client, tenant).status_code == 401
        assert not is_in(client)

    def test_another_tenant_at_the_same_address(self, client: Client, tenant: Tenant) -> None:
        tenant.issuer = "https://other.example"
        assert client.get("/logga-in/kommunen/").status_code == 401

    def test_an_answer_to_nobodys_question(self, client: Client, tenant: Tenant) -> None:
        back = tenant.ask(client, "/logga-in/kommunen/")
        other = Client()
        assert other.get(back).status_code == 401
        assert client.get("/logga-in/kommunen/svar/?code=abc&state=another").status_code == 401
        assert client.get(back).status_code == 302
        assert client.get(back).status_code == 401, "once"

    def test_the_question_is_bound(self, client: Client, tenant: Tenant) -> None:
        tenant.ask(client, "/logga-in/kommunen/")
        assert tenant.question["code_challenge_method"] == "S256"
        assert {"nonce", "state"} <= set(tenant.question)
        assert set(tenant.question["scope"].split()) == {"openid", "profile", "email"}


class TestSecondStep:
    @pytest.mark.parametrize(
        ("claims", "through"),
        [
            ({"amr": ["pwd", "mfa"]}, True),
            ({"amr": ["pwd"]}, False),
            ({"amr": "mfa"}, False),
            ({"amr": None}, False),
            ({"amr": None, "acr": "loa3"}, True),
            ({"amr": None, "acr": "loa2"}, False),
        ],
    )
    def test_counts_only_if_the_tenant_says_so(
        self, client: Client, tenant: Tenant, settings: Any, claims: dict[str, Any], through: bool
    ) -> None:
        settings.OIDC_MFA_ACR = ["loa3"]
        tenant.claims |= claims
        sign_in(client, tenant)
        answer = client.get("/min-dag/")
        assert (answer.status_code == 200) is through
        assert through or answer["Location"] == reverse("mfa_enrol")

    def test_without_it_ones_own_is_asked_for(self, client: Client, tenant: Tenant, people: People) -> None:
        TOTP.activate(people.anna, "JBSWY3DPEHPK3PXP")
        tenant.claims["amr"] = ["pwd"]
        assert sign_in(client, tenant)["Location"] == reverse("mfa_authenticate")
        assert not is_in(client)


class TestRoles:
    """Groups are a ceiling."""

    @pytest.fixture(autouse=True)
    def mapped(self, settings: Any) -> None:
        settings.OIDC_ROLE_GROUPS = {"g-kons": "konsulent", "g-chef": "enhetschef", "g-sys": "systemforvaltare"}

    @pytest.mark.parametrize(
        ("has", "groups", "keeps"),
        [
            (["konsulent"], ["g-kons"], ["konsulent"]),
            (["konsulent"], ["g-kons", "g-chef"], ["konsulent"]),
            (["konsulent", "enhetschef"], ["g-kons"], ["konsulent"]),
            (["konsulent", "hr"], ["g-kons", "okand"], ["konsulent"]),
        ],
    )
    def test_never_more_and_less_where_one_is_missing(
        self, client: Client, tenant: Tenant, people: People, has: list[str], groups: list[str], keeps: list[str]
    ) -> None:
        User.objects.filter(pk=people.anna.pk).update(roles=has)
        tenant.claims["groups"] = groups
        sign_in(client, tenant)
        people.anna.refresh_from_db()
        assert people.anna.roles == keeps
        assert is_in(client)

    def test_without_any_role_left_nobody_comes_in(self, client: Client, tenant: Tenant, people: People) -> None:
        tenant.claims["groups"] = ["g-chef"]
        assert sign_in(client, tenant).status_code == 403
        people.anna.refresh_from_db()
        assert people.anna.roles == []

    def test_silence_about_groups_is_no_answer(self, client: Client, tenant: Tenant, people: People) -> None:
        assert sign_in(client, tenant).status_code == 401
        people.anna.refresh_from_db()
        assert people.anna.roles == ["konsulent"]

    def test_the_last_administrator_stays(self, client: Client, tenant: Tenant, people: People) -> None:
        tenant.claims |= {"email": people.admin.email, "groups": []}
        sign_in(client, tenant)
        people.admin.refresh_from_db()
        assert people.admin.roles == [Role.SYSTEMFORVALTARE]


class TestConfirming:
    @pytest.fixture
    def admin(self, client: Client, tenant: Tenant, people: People) -> User:
        tenant.claims["email"] = people.admin.email
        sign_in(client, tenant)
        return people.admin

    def test_at_the_tenant_and_what_was_typed_is_carried_out(
        self, client: Client, tenant: Tenant, admin: User, people: People, settings: Any
    ) -> None:
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
        asked = client.post(reverse("user_invite", args=[people.bo.uuid]))["Location"]
        assert asked.startswith("/konto/bekrafta/kommunen/")
        go = client.get(asked).context["go"]
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
        back = sign_in(client, tenant, go)["Location"]
        assert (tenant.question["prompt"], tenant.question["max_age"]) == ("login", "0")
        client.get(back)
        assert AccountMail.objects.filter(email=people.bo.email).exists()

    @pytest.mark.parametrize(
        "claims", [{"auth_time": 1_600_000_000}, {"sub": "subject-2", "email": "bo@kommunen.example"}]
    )
    def test_an_old_sign_in_or_somebody_elses_confirms_nothing(
        self, client: Client, tenant: Tenant, admin: User, claims: dict[str, Any]
    ) -> None:
        tenant.claims |= claims
        assert sign_in(client, tenant, "/konto/bekrafta/kommunen/?ga").status_code == 403
