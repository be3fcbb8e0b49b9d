"""Lines of work: what somebody wants, does at a workplace and learns on the way, so that a case hangs together."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Direction:
    """One line of work. `workshop` is the code of the activity kind that trains it within the unit."""

    code: str
    job: str
    place: str
    wants: tuple[str, ...]
    signs: tuple[str, ...]
    tasks: tuple[str, ...]
    course: str
    workshop: str
    past: tuple[str, ...]


DIRECTIONS = (
    Direction(
        "kok",
        "köksbiträde",
        "ett storkök",
        (
            "Jag vill arbeta i kök, helst i en skola.",
            "Jag vill ha ett jobb där jag lagar mat till många.",
            "Jag vill bli måltidsbiträde på heltid.",
        ),
        (
            "Jag har ett vikariat i ett kök.",
            "Jag klarar en hel dag i köket på egen hand.",
            "Min lön räcker till hyran.",
        ),
        (
            "Förbereda grönsaker och sallad, ställa fram i matsalen, diska och städa köket efter lunch.",
            "Ta emot varor, duka fram frukost, hålla ordning i kylrum och följa egenkontrollen.",
            "Portionera, packa mat för transport och sköta diskmaskinen.",
        ),
        "Livsmedelshygien, två dagar",
        "kok",
        ("restaurangkök i två år", "serveringsbiträde", "kock i hemlandet"),
    ),
    Direction(
        "vard",
        "serviceassistent i vården",
        "ett äldreboende",
        (
            "Jag vill arbeta med äldre.",
            "Jag vill bli undersköterska så småningom, och börja som vårdbiträde.",
            "Jag vill ha ett jobb där jag träffar människor.",
        ),
        (
            "Jag har gått klart introduktionen på boendet.",
            "Jag är antagen till vårdutbildning på Komvux.",
            "Jag har ett timvikariat inom omsorgen.",
        ),
        (
            "Bädda, hålla rent i gemensamma rum, följa med på promenader och hjälpa till vid måltider.",
            "Fylla på förråd, tvätta, duka och sällskapa med de boende. Ingen omvårdnad.",
            "Stötta personalen vid aktiviteter, sköta disk och tvätt.",
        ),
        "Introduktion till äldreomsorgen",
        "sprakstod",
        ("personlig assistent", "hjälp åt en äldre släkting i flera år", "undersköterska i hemlandet"),
    ),
    Direction(
        "lager",
        "lagermedarbetare",
        "ett lager",
        (
            "Jag vill arbeta på lager och ta truckkort.",
            "Jag vill ha ett fysiskt arbete på dagtid.",
            "Jag vill ha heltid på ett lager nära bussen.",
        ),
        ("Jag har truckkort.", "Jag orkar åtta timmar om dagen.", "Jag har fått en provanställning."),
        (
            "Plocka ordrar, packa, märka och ställa upp för transport.",
            "Ta emot gods, kontrollera följesedlar och fylla på i hyllorna.",
            "Inventera, sortera returer och hålla ordning på lagret.",
        ),
        "Truckutbildning A och B",
        "montering",
        ("lager och terminal", "chaufför i hemlandet", "orderplock genom bemanning"),
    ),
    Direction(
        "butik",
        "butiksmedarbetare",
        "en butik",
        (
            "Jag vill arbeta i butik.",
            "Jag vill stå i kassan och prata med kunder.",
            "Jag vill ha ett jobb med människor, gärna i en mataffär.",
        ),
        (
            "Jag klarar kassan själv.",
            "Jag har gjort klart min praktik i butik.",
            "Jag har fått ett extrajobb på helger.",
        ),
        (
            "Plocka upp varor, fronta hyllor, ta emot returer och hjälpa kunder att hitta.",
            "Sortera, prismärka och hålla ordning i butiken och på lagret.",
            "Packa upp leveranser och sköta frukt- och gröntdisken.",
        ),
        "Kassautbildning",
        "coachning",
        ("sommarjobb i butik", "egen liten affär i hemlandet", "extrajobb i kiosk"),
    ),
    Direction(
        "stad",
        "lokalvårdare",
        "ett team för lokalvård",
        (
            "Jag vill arbeta som lokalvårdare på dagtid.",
            "Jag vill ha ett jobb som går att kombinera med dagis.",
            "Jag vill ta SRY och få fast jobb inom städ.",
        ),
        (
            "Jag har SRY-certifikat.",
            "Jag städar ett helt våningsplan på egen hand.",
            "Jag har arbetat tre månader i rad.",
        ),
        (
            "Städa kontor och toaletter efter schema, fylla på förbrukningsvaror, sköta städvagnen.",
            "Torrmoppa, våttorka och dammsuga klassrum och korridorer efter skoldagen.",
            "Storstäda lägenheter före inflyttning tillsammans med en kollega.",
        ),
        "SRY, Servicebranschens yrkesnämnds certifikat",
        "sry",
        ("hotellstäd", "städ av kontor om kvällarna", "arbete i familjens hem"),
    ),
    Direction(
        "park",
        "parkarbetare",
        "parkenheten",
        (
            "Jag vill arbeta ute.",
            "Jag vill arbeta i park eller på kyrkogård.",
            "Jag vill ha ett jobb där jag får röra på mig och slipper sitta still.",
        ),
        ("Jag kan köra åkgräsklippare.", "Jag har varit på plats varje dag i tre månader.", "Jag har ett säsongsjobb."),
        (
            "Klippa gräs, rensa rabatter, räfsa löv och tömma papperskorgar.",
            "Sköta lekplatser, måla bänkar och röja sly.",
            "Plantera, vattna och hålla gångar rena.",
        ),
        "Motorsåg och röjsåg, grundkurs",
        "snickeri",
        ("skogsbruk", "jordbruk i hemlandet", "sommarjobb på en kyrkogård"),
    ),
    Direction(
        "bygg",
        "fastighetsskötare",
        "ett fastighetsteam",
        (
            "Jag vill arbeta med händerna, gärna bygg eller fastighet.",
            "Jag vill bli fastighetsskötare.",
            "Jag vill ha en lärlingsplats som målare.",
        ),
        ("Jag har ett intyg på det jag kan.", "Jag har en AMI-anställning.", "Jag har B-körkort."),
        (
            "Byta lås och lampor, måla trapphus, sköta soprum och utemiljö.",
            "Hjälpa till vid besiktningar, flytta möbler, laga och snickra enkla saker.",
            "Felanmälningar tillsammans med ordinarie fastighetsskötare, snö och halka vintertid.",
        ),
        "Heta arbeten",
        "snickeri",
        ("snickare i hemlandet", "målarlärling i ett halvår", "bygg och rivning"),
    ),
    Direction(
        "barn",
        "elevassistent",
        "en skola",
        (
            "Jag vill arbeta med barn.",
            "Jag vill bli barnskötare.",
            "Jag vill arbeta på fritids eller i förskola.",
        ),
        (
            "Jag är antagen till barnskötarutbildning.",
            "Jag har visat registerutdrag.",
            "Jag har ett vikariat på fritids.",
        ),
        (
            "Vara med på raster, hjälpa till vid lunch och i fritidshemmets aktiviteter.",
            "Läsa för mindre grupper, ordna material, vara med ute på gården.",
            "Stötta pedagogerna på förmiddagen och vid mellanmålet.",
        ),
        "Barnskötare, orienteringskurs på Komvux",
        "sprakstod",
        ("lärare i hemlandet", "barnvakt åt släktingar", "ledare i en idrottsförening"),
    ),
    Direction(
        "kontor",
        "kontorsassistent",
        "en reception",
        (
            "Jag vill arbeta på kontor.",
            "Jag vill använda min utbildning i ekonomi.",
            "Jag vill ha ett stillasittande jobb för ryggens skull.",
        ),
        (
            "Jag har fått min utbildning bedömd.",
            "Jag skriver affärsbrev utan hjälp.",
            "Jag har varit på tre intervjuer.",
        ),
        (
            "Sortera post, skanna, registrera fakturor och beställa kontorsmaterial.",
            "Bemanna receptionen på förmiddagen, ta emot besök och svara i telefon.",
            "Arkivera, kopiera och hålla ordning i konferensrummen.",
        ),
        "Datakörkort",
        "coachning",
        ("ekonomiassistent i hemlandet", "receptionist", "administration inom vården"),
    ),
    Direction(
        "verkstad",
        "montör",
        "en verkstad",
        (
            "Jag vill arbeta i industrin.",
            "Jag vill laga bilar eller cyklar.",
            "Jag vill bli svetsare.",
        ),
        ("Jag läser ritningar.", "Jag har validerat det jag kan.", "Jag har en provanställning på verkstad."),
        (
            "Montera, packa och kontrollera delar vid en station, hålla ordning på verktyg.",
            "Byta däck, tvätta bilar, hjälpa mekanikern vid service.",
            "Reparera cyklar och rullstolar, sortera reservdelar.",
        ),
        "Svets, grundkurs",
        "montering",
        ("bilmekaniker i hemlandet", "montör genom bemanning", "verkstadsarbete i tio år"),
    ),
)
