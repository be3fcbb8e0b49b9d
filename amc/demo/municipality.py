"""The invented municipality's lists: its staff and its employers.

Nothing here exists. The places and therefore the companies are made up: "Fagerlunda" and the villages around it are
no places in Sweden. Telephone numbers are those that PTS keeps free for books and films, e-mail domains and
postcodes such as nobody can have (RFC 2606; Swedish postcodes end at 98499).
"""

from amc.staff.models import Role
from participants.identity import check_digit

NAME = "Fagerlunda kommun"
DOMAIN = "fagerlunda.example"
VILLAGES = ("Fagerlunda", "Gransunda", "Tallåkra", "Hjortmyra", "Vretalid", "Sävträsk", "Östanheden", "Norrlunda")
STREETS = ("Tallvägen", "Smedjegatan", "Ängsvägen", "Skolgatan", "Björkstigen", "Kvarnbacken", "Östra Ringen", "Åvägen")
UNITS = ("Arbetsmarknadscentrum Centrum", "Arbetsmarknadscentrum Öster")
TEAMS = (
    ("insteg", "Insteg"),
    ("ungdom", "Ungdom"),
    ("vuxen", "Vuxen"),
    ("etablering", "Etablering"),
    ("sprak", "Språk"),
)

# A set of questions about steps that the municipality has written: its code, and what it says to either voice.
OWN_STEPS = "min-vecka"
OWN_STEPS_ASKED = (
    ("Jag kommer iväg i tid på morgonen", "Kommer iväg i tid på morgonen"),
    ("Jag har något att göra på dagarna", "Har något att göra på dagarna"),
    ("Jag säger till när något är svårt", "Säger till när något är svårt"),
    ("Jag vet vad jag ska göra nästa vecka", "Vet vad hen ska göra nästa vecka"),
)

# First name, surname, unit, team. The first is the demo's konsulent; the one marked has left.
DEMO_CONSULTANT = ("Sara", "Lindegren", 0, "vuxen")
LEFT = ("Roger", "Hallonqvist", 0, "vuxen")
CONSULTANTS = (
    DEMO_CONSULTANT,
    ("Mikael", "Tornefjäll", 0, "vuxen"),
    LEFT,
    ("Leila", "Barakat", 0, "ungdom"),
    ("Josefin", "Öhrnell", 0, "ungdom"),
    ("Annika", "Råberg", 0, "insteg"),
    ("Dawit", "Tesfay", 0, "etablering"),
    ("Piia", "Mäkelä", 0, "sprak"),
    ("Hans-Erik", "Gullbrandt", 1, "vuxen"),
    ("Marjan", "Ahmadzadeh", 1, "etablering"),
    ("Therese", "Åkerlindh", 1, "ungdom"),
    ("Jonas", "Ekorrhufvud", 1, "insteg"),
)
# First name, surname, role, title, unit; the first of each role is the demo's.
OTHERS = (
    ("Eva", "Ljungdahl", Role.ENHETSCHEF, "Enhetschef", 0),
    ("Lars-Göran", "Sundhäll", Role.ENHETSCHEF, "Enhetschef", 1),
    ("Karin", "Öberg", Role.EKONOM, "Ekonom", 0),
    ("Petter", "Vikensjö", Role.HR, "HR-specialist", 0),
    ("Ingrid", "Fahlkrans", Role.SPECIALIST, "Studie- och yrkesvägledare", 0),
    ("Abdi", "Warfaa", Role.SPECIALIST, "Arbetsterapeut", 0),
    ("Ludmila", "Kravets", Role.SPECIALIST, "Språkutvecklare", 1),
    ("Stefan", "Järnhake", Role.SYSTEMFORVALTARE, "Systemförvaltare", 0),
)
DEMO_SUPERVISOR = ("Monica", "Hedbrant")

# Kind of employer → (name, (line of work, workplace) …).
_DIVISIONS = (
    (
        "Vård- och omsorgsförvaltningen",
        (("vard", "Äldreboendet Solbacken"), ("kok", "Solbackens kök"), ("stad", "Lokalvård Solbacken")),
    ),
    (
        "Utbildningsförvaltningen",
        (("barn", "Ängsskolan"), ("barn", "Förskolan Blåklinten"), ("kontor", "Ängsskolans expedition")),
    ),
    ("Kultur- och fritidsförvaltningen", (("kontor", "Stadsbiblioteket"), ("park", "Idrottsplatsen Lunden"))),
    ("Tekniska förvaltningen", (("park", "Parkenheten"), ("bygg", "Gata och drift"))),
    (
        "Serviceförvaltningen",
        (("stad", "Lokalvården Centrum"), ("lager", "Centralförrådet"), ("verkstad", "Bilpoolen")),
    ),
    ("Socialförvaltningen", (("kontor", "Socialförvaltningens reception"),)),
    ("Kommunledningskontoret", (("kontor", "Kontaktcenter"), ("verkstad", "It-återbruket"))),
    ("Miljö- och byggförvaltningen", (("kontor", "Bygglovsarkivet"),)),
    ("Kostenheten", (("kok", "Centralköket"), ("kok", "Ängsskolans kök"), ("kok", "Blåklintens kök"))),
)
_COMPANIES = (
    ("Fagerlunda Bostäder AB", (("bygg", "Fastighetsteam Norr"), ("stad", "Flyttstäd"), ("kontor", "Uthyrningen"))),
    ("Fagerlunda Energi AB", (("kontor", "Kundtjänst"), ("verkstad", "Mätarverkstaden"))),
    ("Fagerlunda Vatten och Avfall AB", (("lager", "Återvinningscentralen"), ("park", "Yttre skötsel"))),
    ("Fagerlunda Lokaler AB", (("bygg", "Fastighetsteam Skolor"), ("stad", "Lokalvård Skolor"))),
    ("Fagerlunda Återbruk AB", (("butik", "Återbruksbutiken"), ("verkstad", "Cykelverkstaden"))),
)
_PRIVATE = (
    ("Gransunda Bageri AB", "kok"),
    ("Tallåkra Värdshus AB", "kok"),
    ("Lunchbaren i Fagerlunda AB", "kok"),
    ("Hjortmyra Pizzeria HB", "kok"),
    ("Catering Vretalid AB", "kok"),
    ("Gransunda Hemtjänst AB", "vard"),
    ("Omsorgsbolaget Östanheden AB", "vard"),
    ("Villa Tallåkra Äldreboende AB", "vard"),
    ("Fagerlunda Tandvård AB", "vard"),
    ("Norrlunda Logistik AB", "lager"),
    ("Sävträsk Trävaror AB", "lager"),
    ("Terminalen i Gransunda AB", "lager"),
    ("Fagerlunda Grossisten AB", "lager"),
    ("Livsboden i Hjortmyra AB", "butik"),
    ("Matboden Vretalid AB", "butik"),
    ("Järnboden i Fagerlunda AB", "butik"),
    ("Gransunda Bygghandel AB", "butik"),
    ("Blomsterboden Tallåkra", "butik"),
    ("Fagerlunda Städservice AB", "stad"),
    ("Rent i Östanheden AB", "stad"),
    ("Hotell Fagerlunda AB", "stad"),
    ("Sävträsk Camping AB", "park"),
    ("Norrlunda Trädgårdsservice AB", "park"),
    ("Vretalid Plantskola AB", "park"),
    ("Hjortmyra Måleri AB", "bygg"),
    ("Gransunda Bygg och Mark AB", "bygg"),
    ("Snickarna i Tallåkra AB", "bygg"),
    ("Friskolan Norrlunda AB", "barn"),
    ("Redovisning i Fagerlunda AB", "kontor"),
    ("Fagerlunda Bilservice AB", "verkstad"),
    ("Sävträsk Mekaniska AB", "verkstad"),
    ("Östanheden Däck AB", "verkstad"),
)
_SOCIAL = (
    ("Kooperativet Björnbäret i Fagerlunda", "kok"),
    ("Fagerlunda Handkraft ekonomisk förening", "verkstad"),
    ("Tråd och Tyg i Gransunda", "butik"),
    ("Gröna Händer Vretalid", "park"),
    ("Kafé Medvind Tallåkra", "kok"),
)
_ASSOCIATIONS = (
    ("Fagerlunda Idrottsallians", "park"),
    ("Hjortmyra Hembygdsförening", "bygg"),
    ("Kulturföreningen Lyktan Fagerlunda", "kontor"),
    ("Secondhand Gransunda", "butik"),
    ("Östanhedens Ridklubb", "park"),
)
_REGION = (("Region Fagerland, Vårdcentralen Lunden", "vard"), ("Region Fagerland, Kulturhuset", "kontor"))
_STATE = (("Fagerlands tingsrätt", "kontor"), ("Statens provmyndighet, Fagerlunda", "lager"))


def org_number(serial: int) -> str:
    """An organisationsnummer with a right check digit that no organisation can have.

    The first digit tells the kind of organisation, and 4 is given to none [SFS 1974:174].
    """
    stem = f"4{serial % 10}9{serial:06d}"
    return stem + check_digit(stem)


type Employers = list[tuple[str, str, str, tuple[tuple[str, str], ...]]]


def employers(count: int) -> Employers:
    """`count` employers, at least 60: (kind, name, organisationsnummer, ((line of work, workplace) …)).

    The divisions of the municipality share one number. Those above 60 are numbered variants of the private ones and of
    the divisions, by turns.
    """
    own = org_number(1)
    found: Employers = [("forvaltning", name, own, places) for name, places in _DIVISIONS]
    found += [("kommunalt_bolag", name, org_number(10 + n), places) for n, (name, places) in enumerate(_COMPANIES)]
    groups = (
        ("privat", _PRIVATE),
        ("socialt", _SOCIAL),
        ("forening", _ASSOCIATIONS),
        ("region", _REGION),
        ("stat", _STATE),
    )
    serial = 100
    for kind, rows in groups:
        for name, line in rows:
            serial += 1
            found.append((kind, name, org_number(serial), ((line, _place(line, name)),)))
    while len(found) < count:
        serial += 1
        if serial % 2:
            name, line = _PRIVATE[len(found) % len(_PRIVATE)]
            name = f"{name} {serial}"
            found.append(("privat", name, org_number(serial), ((line, _place(line, name)),)))
        else:
            name, places = _DIVISIONS[len(found) // 2 % len(_DIVISIONS)]
            found.append(("forvaltning", f"{name}, område {serial}", own, places))
    return found


_PLACES = {
    "kok": "köket", "vard": "avdelning 2", "lager": "lagret", "butik": "butiken", "stad": "städet", "park": "utemiljön",
    "bygg": "fälten", "barn": "fritids", "kontor": "kontoret", "verkstad": "verkstaden",
}  # fmt: skip


def _place(line: str, name: str) -> str:
    village = next((village for village in VILLAGES if village in name), VILLAGES[0])
    return f"{village}, {_PLACES[line]}"


# --- Numbers that reach nobody ---------------------------------------------------------------------


def mobile(serial: int) -> str:
    """One of the 95 mobile numbers that PTS keeps free for fiction (070-1740605 to 070-1740699)."""
    return f"070-174 06 {5 + serial % 95:02d}"


def landline(serial: int) -> str:
    """One of the 100 numbers that PTS keeps free for fiction in Kiruna (0980-319 200 to 0980-319 299)."""
    return f"0980-319 {200 + serial % 100}"


def postcode(serial: int) -> str:
    """A postcode above the last one in Sweden."""
    return f"990 {10 + serial % 80}"
