"""Activities of plans: what somebody does, by kind of activity."""

# Activity kind → (what, result when done). {job}, {course} and {place} are filled in.
ACTIVITIES: dict[str, tuple[tuple[str, str], ...]] = {
    "soka_jobb": (
        ("Söka minst två jobb i veckan som {job}", "Sökte 14 jobb, kallad till två intervjuer"),
        ("Ringa tre arbetsgivare tillsammans", "Två vill ses"),
    ),
    "coachning": (
        ("Samtal varannan vecka om vägen till arbete", "Klar, fortsätter på egen hand"),
        ("Öva på intervju", "Tryggare i intervjuer"),
    ),
    "coachning_grupp": (
        ("Coachning i grupp på onsdagar", "Deltog i sex av åtta träffar"),
        ("Öva på intervju i grupp", "Deltog fyra gånger"),
    ),
    "studievagledning": (
        ("Träffa studie- och yrkesvägledare", "Ansökan till Komvux inlämnad"),
        ("Få utländsk utbildning bedömd", "Motsvarar gymnasieexamen"),
    ),
    "arbetsterapeut": (
        ("Bedömning av vad som behöver anpassas på arbetsplatsen", "Utlåtande klart, ståmatta och paus varje timme"),
        ("Pröva arbetsställning och tempo i verkstaden", "Orkar fyra timmar"),
    ),
    "sprakstod": (
        ("SFI kurs C, fyra förmiddagar i veckan", "Betyg E i kurs C"),
        ("Språkkafé på biblioteket", "Deltog åtta gånger"),
    ),
    "halsa": (
        ("Promenadgrupp på tisdagar", "Sover bättre"),
        ("Hälsoskola, åtta träffar", "Deltog i sju av åtta"),
    ),
    "cv": (("Skriva CV och personligt brev", "CV klart och utskrivet"), ("Lägga in CV i Platsbanken", "Inlagt")),
    "studiebesok": (("Studiebesök på {place}", "Intresserad, vill pröva praktik"),),
    "praktik": (
        ("Praktik på {place}", "Gott omdöme, referens finns"),
        ("Arbetsträning på {place}", "Ökade från 10 till 25 timmar"),
    ),
    "jobbspar": (("Jobbspår mot {job}", "Genomförde alla delar"),),
    "validering": (("Validera yrkeskunskaper som {job}", "Intyg på fyra av sex moment"),),
    "sry": (("SRY-certifikat", "Godkänd"),),
    "korkort": (("Körkortsteori med stöd på torsdagar", "Teoriprovet godkänt"),),
    "snickeri": (("Snickeriet, tre dagar i veckan", "Byggde klart två beställningar"),),
    "montering": (("Monteringen, tre förmiddagar i veckan", "Jämn närvaro i tio veckor"),),
    "kok": (("Kökspraktik i vårt eget kök", "Klarar lunchservering själv"),),
    "somnad": (("Sömnadsateljén, två dagar i veckan", "Sydde om arbetskläder åt hemtjänsten"),),
    "eget": (("{course}", "Genomförd"), ("Ordna barnomsorg före praktikstart", "Plats från den 1:a")),
}
# Who does what when it is not the participant: party → (what, activity kind).
OTHERS: dict[str, tuple[tuple[str, str], ...]] = {
    "konsulent": (("Ta kontakt med arbetsplatser om {job}", "soka_jobb"), ("Boka tolk till uppföljningen", "eget")),
    "specialist": (
        ("Vägledningssamtal om studier", "studievagledning"),
        ("Bedöma behov av anpassning", "arbetsterapeut"),
    ),
    "af": (("Besluta om förlängt program", "eget"), ("Pröva lönestöd inför anställning", "eget")),
    "socialtjanst": (("Besluta om busskort", "eget"), ("Delta i uppföljningen", "eget")),
    "fk": (("Avstämning om sjukpenning", "halsa"),),
    "vard": (("Läkarbesök och utlåtande", "halsa"),),
    "arbetsgivare": (("Ge introduktion och arbetskläder", "praktik"), ("Skriva omdöme efter praktiken", "praktik")),
    "annan": (("Läxhjälp en kväll i veckan", "sprakstod"),),
}
OTHER_NAMES = ("Biblioteket", "Frivilligcentralen", "Fotbollsföreningen", "Studieförbundet")
STOPPED = (
    "Avbröts på grund av sjukdom",
    "Passade inte, deltagaren valde en annan väg",
    "Kursen ställdes in",
    "Flyttad till senare i planen",
)
SUMMARIES = (
    "Jag vill ha ett jobb och kunna betala min hyra själv.",
    "Jag vill lära mig mer svenska på en arbetsplats och sedan få anställning.",
    "Jag vill börja försiktigt och se hur mycket jag orkar.",
    "Jag vill bli klar med skolan och arbeta samtidigt.",
    "Jag vill att mina barn ska se mig gå till jobbet.",
    "Jag vill pröva på riktigt, inte bara sitta på kurs.",
)
# Where the answer of AF or socialtjänsten is found, by the way it came.
ANSWERED = {"screen": "", "paper": "Pärm AF och socialtjänst", "message": "Mejl till konsulenten samma dag."}
BEHALF = "Deltagaren har sagt ja i telefon med tolk men kan inte komma hit före start."
EXTRA_GOALS = (
    ("Jag vill klara SFI kurs D.", "Jag har betyg i kurs D."),
    ("Jag vill ta körkort.", "Jag har klarat teorin."),
    ("Jag vill komma upp i tid och orka hela veckan.", "Jag har varit på plats varje dag i en månad."),
    ("Jag vill veta vad jag kan studera till.", "Jag har en studieplan."),
    ("Jag vill få ordning på min ekonomi.", "Jag har en budget som håller."),
)
