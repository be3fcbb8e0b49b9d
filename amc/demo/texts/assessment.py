"""The kartläggning: what people say of themselves, and how the consultant reads it. By area."""

# Area → (own words, assessment). {job}, {past}, {language} and {place} are filled in.
AREAS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "utbildning": (
        (
            "Jag gick nio år i skolan, och sedan ett år på en yrkesskola som jag inte blev klar med.",
            "Jag har gått sex år i skolan. Jag vill gärna läsa mer om någon hjälper mig i början.",
            "Jag har läst på gymnasiet men saknar betyg i matte och svenska.",
            "Jag har en utbildning från hemlandet, tre år. Jag har papperen men de är inte översatta.",
            "Skolan gick inte bra för mig. Det var stökigt och jag slutade i nian.",
            "Jag läser SFI kurs C på förmiddagarna och vill fortsätta.",
        ),
        (
            "Behöver vägledning om grundläggande vuxenutbildning. Betyg begärda.",
            "Studievägledare kopplas in för att bedöma utländsk utbildning.",
            "Har lätt för att lära i praktiken, svårare med text. Anpassa instruktioner.",
            "Motiverad att läsa på deltid vid sidan av praktik.",
            "Saknar slutbetyg. Validering kan vara en väg.",
        ),
    ),
    "erfarenhet": (
        (
            "Jag har haft jobb förut: {past}. Det trivdes jag med.",
            "Jag har mest haft korta jobb: {past} och lite annat.",
            "Jag har inte haft något jobb i Sverige. Det jag har gjort är {past}.",
            "Det är sju år sedan jag hade ett jobb. Då var det {past}.",
            "Jag har mest skött hem och barn. En gång hade jag ett jobb, {past}.",
        ),
        (
            "Har mer erfarenhet än CV:t visar. Kompetenser att lyfta i ansökan.",
            "Lång tid utan arbete, behöver en lugn start och tydligt schema.",
            "Saknar svenska referenser, praktik är ett bra första steg.",
            "Van vid fysiskt arbete och tidiga morgnar.",
        ),
    ),
    "sprak": (
        (
            "Jag talar {language} och lite svenska. Jag förstår mer än jag säger.",
            "Svenska går bra att prata, men jag behöver tid på mig när jag skriver.",
            "Jag talar {language}, engelska och svenska.",
            "Jag vill ha tolk när det är viktiga saker.",
            "Jag läser svenska utan problem men är blyg för att tala i grupp.",
        ),
        (
            "Klarar vardagliga samtal. Tolk vid planering och uppföljning.",
            "Språket är inget hinder för de yrken som är aktuella.",
            "Behöver en arbetsplats där svenska talas, gärna med språkombud.",
            "Skriftliga rutiner behöver gås igenom muntligt.",
        ),
    ),
    "digital": (
        (
            "Jag använder mobilen till allt. Datorn är svårare.",
            "Jag har e-legitimation och gör mina ärenden själv.",
            "Min dotter hjälper mig med e-post och sådant.",
            "Jag kan skriva i ett dokument och skicka e-post, men inte söka jobb på nätet.",
        ),
        (
            "Behöver stöd med ansökningar på dator. Datastugan på torsdagar.",
            "Digitalt självständig.",
            "E-legitimation saknas, vi ordnar tid hos banken tillsammans.",
        ),
    ),
    "korkort": (
        (
            "Jag har B-körkort men ingen bil.",
            "Jag har inget körkort. Jag vill ta det när ekonomin tillåter.",
            "Jag har körkort från hemlandet som inte gäller här.",
            "Jag har klarat teorin och övar med en kompis.",
        ),
        (
            "Beroende av buss. Arbetstider före klockan sex fungerar inte.",
            "Körkort skulle öppna fler arbetsplatser i ytterområdena.",
            "Har körkort, kan ta arbete i hela kommunen.",
        ),
    ),
    "mal": (
        (
            "Jag vill bli {job}. Det har jag tänkt länge.",
            "Jag vet inte riktigt. Kanske {place}, jag vill prova först.",
            "Jag vill försörja mig själv och inte behöva gå till socialtjänsten.",
            "Jag tycker om när det är ordning och jag vet vad jag ska göra. På {place} skulle jag trivas.",
            "Jag vill ha ett jobb där någon saknar mig om jag inte kommer.",
        ),
        (
            "Realistiskt mål på sikt. Prövas genom praktik på {place}.",
            "Behöver se fler yrken innan målet sätts. Studiebesök planeras.",
            "Tydligt mål och stark drivkraft.",
        ),
    ),
    "boende": (
        (
            "Jag bor i andra hand och kontraktet går ut i sommar.",
            "Vi är fem i en tvåa. Det är svårt att få ro att läsa.",
            "Jag har egen lägenhet. Hyran är betald men det blir inte mycket över.",
            "Jag har gamla skulder och vågar inte öppna posten.",
            "Jag bor hemma hos mamma.",
        ),
        (
            "Skuldsituationen oroar. Kontakt med budget- och skuldrådgivningen erbjuden.",
            "Stabilt boende.",
            "Trångboddhet påverkar sömn och studier.",
        ),
    ),
    "halsa": (
        (
            "Jag mår bra och tränar två gånger i veckan.",
            "Ryggen tar slut om jag står hela dagen.",
            "Jag sover dåligt och har kontakt med vårdcentralen.",
            "Jag blir trött av mycket ljud och många människor.",
            "Jag har varit sjukskriven länge och är rädd att inte orka.",
        ),
        (
            "Behöver variation mellan sittande och stående arbete.",
            "Arbetsterapeut bedömer vilka anpassningar som behövs innan praktik.",
            "Start på deltid, öka efter uppföljning.",
            "Inga hinder för heltid.",
        ),
    ),
    "hinder": (
        (
            "Barnomsorgen öppnar halv sju, innan dess kan jag inte komma iväg.",
            "Jag är dömd för något för fyra år sedan. Jag vill inte att det ska komma fram på fel sätt.",
            "Jag tar hand om min far på eftermiddagarna.",
            "Det är inget särskilt, jag behöver bara en chans.",
            "Jag har slutat dricka men är fortfarande i behandling på tisdagar.",
        ),
        (
            "Tiderna måste anpassas till barnomsorgen, samtal med förskolan hålls.",
            "Känsligt. Nämns inte för arbetsgivare utan samtycke.",
            "Schemat läggs så att behandlingen går att hålla.",
            "Inget hinder för arbete i nuläget.",
        ),
    ),
}
LATER = (
    "Har ändrats sedan förra gången: {text}",
    "Uppdaterat efter praktiken. {text}",
    "Vi gick igenom området igen. {text}",
)
