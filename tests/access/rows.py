"""What a row of the access matrix says, and the words for whom it lets in."""

from dataclasses import dataclass, field

# "kollega" works at the same unit and not with the case; "insatt kollega" has opened it for a reason.
WORKS = {"konsulent", "kollega", "insatt kollega", "enhetschef"}
# Specialists reach the cases that they work with; for lists, they reach the list.
READS = WORKS | {"specialist"}
SPECIALISTS = {"specialist", "annan specialist"}
SUPERVISES = {"handledare", "annan handledare"}
PLACES = READS | {"ekonom", "hr"}
READS_EMPLOYERS = WORKS | {"ekonom", "hr"}
EMPLOYERS = WORKS | {"hr"}
PAYS = {"ekonom", "enhetschef"}
MANAGES = {"enhetschef"}
ADMINISTERS = {"systemförvaltare"}
ROLES = WORKS | SPECIALISTS | SUPERVISES | PAYS | {"hr"} | ADMINISTERS
SIGNED_IN = ROLES | {"utan roll"}
EVERYBODY = SIGNED_IN | {"utloggad"}


@dataclass(frozen=True)
class Row:
    """`who` gets `status`. `about`: the word of the object in the address (tests.access.world), none for a list.

    `shared`: units share the object, so that a stranger's answers as one's own. `public`: anybody may ask, signed in or
    not. `data`: what is posted. `signed_out`: the status for nobody signed in, where it is neither 302 nor 403.
    `colleague`: the status for the colleague who does not work with the case, where it is not the question why.
    """

    who: set[str]
    about: str = ""
    status: int = 200
    method: str = "get"
    shared: bool = False
    public: bool = False
    signed_out: int | None = None
    colleague: int | None = None
    data: dict[str, str] = field(default_factory=dict)


def page(who: set[str], about: str = "", status: int = 200, *, shared: bool = False) -> Row:
    """A page to open."""
    return Row(who, about, status, shared=shared)


def post(who: set[str], about: str = "", status: int = 302, *, shared: bool = False) -> Row:
    """A button without a page of its own."""
    return Row(who, about, status, "post", shared=shared)


def public(status: int = 200, method: str = "get", who: set[str] = EVERYBODY) -> Row:
    """A page for everybody, signed in or not."""
    return Row(who, status=status, method=method, public=True)
