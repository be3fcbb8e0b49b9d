"""Journal notes, requests and comments. {job} and {place} are filled in."""

FIRST_TALK = (
    "Första samtalet. Jag berättade vad vi gör här och vad tystnadsplikten betyder. Deltagaren vill arbeta som {job} "
    "men är osäker på vad som krävs. Vi bokade tre tider för kartläggningen.",
    "Välkomstsamtal. Gick igenom anvisningen tillsammans och rättade det som inte stämde. Deltagaren har inte varit "
    "hos oss tidigare. Nästa steg är kartläggning.",
    "Inskrivningssamtal med god stämning. Deltagaren hade många frågor om ersättning, som jag hänvisade till "
    "handläggaren. Vi kom överens om att ses varje vecka till att börja med.",
)
NOTES: dict[str, tuple[str, ...]] = {
    "samtal": (
        "Vi gick igenom planen. CV:t är klart och deltagaren har sökt fyra jobb sedan sist. Vi övade på att berätta om "
        "luckan i arbetslivet.",
        "Samtal om hur veckorna ser ut. Deltagaren kommer upp i tid och har varit på alla tider denna månad. Vi ökar till "
        "tre dagar i veckan.",
        "Deltagaren är trött på att söka utan svar. Vi pratade om vad som faktiskt blivit bättre, och bestämde att prova "
        "{place} i stället för att bara söka annonser.",
        "Kort avstämning. Inget nytt om läget hemma. Deltagaren vill helst börja på förmiddagar.",
        "Vi tittade på lediga platser tillsammans och skrev en ansökan som {job}. Deltagaren skickade den själv.",
        "Gick igenom schemat för praktiken och hur man sjukanmäler sig. Deltagaren ringde själv och bekräftade första "
        "dagen.",
        "Uppföljande kartläggning om språk och digital vana. Vi kompletterade det vi skrev i början.",
        "Motiverande samtal om studier. Deltagaren vill läsa klart grundskolan men oroar sig för ekonomin. Tid hos "
        "studievägledaren bokad.",
        "Vi pratade om hur en arbetsintervju går till och övade två gånger. Stor skillnad från första till andra gången.",
        "Deltagaren berättar att det går bättre att sova och att promenaderna hjälper. Vi behåller tiderna som de är.",
        "Vi gjorde en lista över vad deltagaren är bra på. Den blev längre än deltagaren trodde. Listan används i CV:t.",
        "Deltagaren hade med sig brev från myndigheter som vi läste tillsammans. Inget krävde svar den här veckan.",
        "Pratade om hur man gör när man blir osäker på jobbet: fråga direkt, skriv upp, fråga igen. Deltagaren vill öva på det.",
        "Vi tittade på busstider och restid till {place}. Det går att vara på plats klockan åtta.",
        "Genomgång av ansökan till kursen. Deltagaren skickade in den här hos oss.",
        "Deltagaren vill gå upp i tid. Vi stämmer av med handledaren före beslut.",
        "Samtal med tolk. Vi gick igenom vad som står i planen och vad som är frivilligt. Deltagaren hade tre frågor, alla besvarade.",
        "Deltagaren har pratat med en bekant som arbetar som {job} och fått ett namn att ringa. Vi förberedde samtalet.",
        "Deltagaren berättar att det varit en tung vecka men kom ändå. Vi gjorde mötet kortare.",
        "Avstämning efter halva perioden. Det deltagaren tycker är svårast är att prata i telefon. Vi övar på det nästa gång.",
    ),
    "telefon": (
        "Ringde för att höra hur första veckan gått. Bra, men trött. Vi ses på tisdag.",
        "Deltagaren undrade om ledighet nästa fredag. Hänvisade till handledaren, som sa ja.",
        "Nådde deltagaren på andra försöket. Tiden på onsdag flyttad till eftermiddagen.",
        "Deltagaren ringde och var glad: teorin är klar.",
        "Ringde för att påminna om tiden på torsdag. Deltagaren kommer.",
        "Deltagaren ringde och berättade att intervjun gick bra. Besked väntas nästa vecka.",
        "Telefonsamtal om resvägen till arbetsplatsen. Bussen passar, deltagaren provåker i morgon.",
        "Ringde upp efter gårdagens sjukanmälan. Åter på måndag.",
        "Kort samtal om barnomsorgen, som nu är ordnad från och med nästa vecka.",
    ),
    "besok": (
        "Besök på arbetsplatsen. Deltagaren visade runt och berättade om sina uppgifter. Handledaren är nöjd, särskilt "
        "med att deltagaren frågar när något är oklart.",
        "Arbetsplatsbesök. Vi gick igenom uppgifterna och la till mer ansvar från nästa vecka. Inga problem med tiderna.",
        "Besök på {place}. Det är högt tempo vid lunch. Vi kom överens om en kortare dag på onsdagar.",
    ),
    "trepart": (
        "Trepartssamtal med handledaren och deltagaren. Alla är överens om att fortsätta. Handledaren kan tänka sig att vara "
        "referens.",
        "Trepartssamtal. Handledaren tycker att det går framåt men vill se bättre passning av tider. Deltagaren förstår och "
        "föreslog själv att ta en tidigare buss.",
        "Trepartssamtal inför förlängning. Arbetsplatsen vill ha deltagaren kvar. Vi skriver om omfattningen till 75 %.",
    ),
    "uppfoljning": (
        "Uppföljning av planen. Två aktiviteter är klara, en flyttas. Deltagaren vill lägga till körkortsteori.",
        "Uppföljning enligt planen. Målet står kvar. Vi bytte ordning på praktik och kurs.",
        "Uppföljning med handläggaren på plats. Vi är överens om fortsatt planering i tre månader.",
    ),
    "kontakt": (
        "Kontakt med handläggaren på Arbetsförmedlingen om programmets slutdatum. Beslut om förlängning kommer i nästa "
        "vecka.",
        "Samtal med socialsekreteraren om planeringen, med deltagarens samtycke. Nästa gemensamma möte om en månad.",
        "Mejlade arbetsplatsen om en ny plats. Inga personuppgifter lämnade.",
        "Studievägledaren meddelar att ansökan till Komvux är inne.",
        "Vårdcentralens rehabkoordinator ringde. Vi ses tillsammans nästa gång.",
    ),
    "forhinder": ("Deltagaren hörde av sig före mötet: läkartid samma dag. Ny tid bokas.",),
    "uteblivet": (
        "Kom inte till bokad tid. Ringde, inget svar. Skickade ny tid med brev.",
        "Uteblev utan att höra av sig. Nådde deltagaren senare på dagen, hade glömt tiden. Ny tid bokad.",
        "Inställt från deltagarens sida samma morgon, sjukt barn.",
    ),
    "handelse": (
        "Intyg från kursen har kommit in.",
        "Beslut om ny programperiod har kommit från Arbetsförmedlingen.",
        "Deltagaren har flyttat inom kommunen, ny adress registrerad.",
        "Praktiköverenskommelsen är påskriven av alla parter.",
    ),
}
PLAN_AGREED = (
    "Vi läste igenom planen tillsammans, rad för rad, och båda godkände den. Deltagaren fick ett eget exemplar.",
    "Planen är överenskommen. Deltagaren bad att få målet skrivet med egna ord, och så blev det.",
    "Ny version av planen överenskommen efter uppföljningen. Deltagaren tog med sig en utskrift.",
    "Vi ändrade ordningen i planen och la till det som kommit fram. Båda godkände.",
    "Planen reviderad. Två saker var klara och togs bort, en ny tillkom. Överenskommen på skärmen.",
    "Gick igenom planen från början och frågade om målet fortfarande stämmer. Det gör det. Ny version överenskommen.",
    "Kort revidering: nya datum för det som dragit ut på tiden. Deltagaren sa ja direkt.",
)
STARTED_WORK = (
    "Första dagen på arbetsplatsen gick bra enligt deltagaren. Handledaren mötte upp vid entrén.",
    "Start på arbetsplatsen. Deltagaren har fått arbetskläder, nyckel och schema.",
)
CORRECTIONS = (
    "Rättelse: mötet var den dag som står här, inte dagen efter.",
    "Rättelse av min anteckning: det gällde tre dagar i veckan, inte fyra.",
    "Rättelse: det var handledaren som ringde, inte deltagaren.",
)
CLOSING = (
    "Avslutande samtal. Vi gick igenom vad som hänt sedan start. Deltagaren är välkommen att höra av sig.",
    "Avslut enligt överenskommelse. Deltagaren fick intyg över praktiken.",
)
SUMMARY = (
    "Har följt planen och nått målet. Praktiken på {place} blev avgörande.",
    "Planen är genomförd i stora delar. Fortsatt stöd ges av annan.",
    "Avslut efter gemensam uppföljning. Deltagaren är informerad om hur man kommer tillbaka.",
    "Kontakten har varit gles den sista tiden. Remittenten är underrättad.",
)
REQUESTS: dict[str, tuple[str, ...]] = {
    "af": (
        "Deltar i programmet och behöver arbetsplatsförlagd insats. Önskar stöd fram till arbete.",
        "Har stått långt från arbetsmarknaden. Vi ber om arbetsträning och bedömning av arbetsförmåga i verklig miljö.",
        "Behöver praktik inom serviceyrken. Fysiskt lättare arbete att föredra.",
    ),
    "vuxenenheten": (
        "Uppbär ekonomiskt bistånd. Önskar kartläggning och planering mot egen försörjning.",
        "Klienten är motiverad men saknar arbetslivserfarenhet i Sverige. Önskar praktik och språkstöd.",
        "Behöver struktur i vardagen. Vi deltar gärna i trepartssamtal.",
    ),
    "kaa": (
        "Har inte fullföljt gymnasiet och varken studerar eller arbetar. Hänvisas för individuella åtgärder.",
        "Hoppade av introduktionsprogrammet i våras. Vill hellre arbeta än gå i skola just nu.",
    ),
    "omsorgskontoret": (
        "Har daglig verksamhet i dag och vill pröva något närmare ett arbete.",
        "Ung person som behöver anpassad praktik i lugn miljö, med tät handledning.",
        "Söker på eget initiativ. Vill arbeta några timmar om dagen.",
    ),
    "etablering": (
        "I etableringsprogrammet. Behöver språkpraktik parallellt med SFI.",
        "Nyanländ med yrkeserfarenhet. Önskar validering och kontakt med arbetsgivare.",
    ),
    "egen": ("Söker själv. Vill ha hjälp att hitta en praktikplats.",),
}
DECLINED = (
    "Alla platser i den insats som efterfrågas är upptagna, och behovet är brådskande. Hänvisas till Arbetsförmedlingen.",
    "Personen bor i en annan kommun.",
    "Personen är redan i arbete på heltid.",
)
RETURNED = (
    "Anvisningen gäller en insats som vi inte har. Åter för ny bedömning.",
    "Personen tackar nej till att delta efter informationssamtal. Åter till remittenten.",
    "Uppgifterna räcker inte trots komplettering. Skicka en ny anvisning.",
)
SUPPLEMENT = ("Kontaktperson och programperiod saknas.", "Skriv vad personen kan och inte kan göra av hälsoskäl.")
MONTH_COMMENTS = (
    "Har varit på plats alla dagar. Fint att ha till hands.",
    "Två sjukdagar, annars som planerat.",
    "Vill gärna lära sig mer.",
    "",
    "",
    "",
    "",
)
NOT_AS_PLANNED = (
    "Många förmiddagar har börjat för sent. Vi behöver prata om tiderna.",
    "Frånvarande tre av fyra veckor.",
    "Uppgifterna blev för tunga för ryggen, vi har fått byta.",
)
LEARNT = ("", "Att läsa ett körschema.", "Kassan, och att ta emot varor.")
ON_BEHALF = ("Handledaren bekräftade i telefon.", "Handledaren saknar konto. Bekräftat vid besök på arbetsplatsen.")
GAP = "Ordinarie handledare har slutat. Ny handledare är inte utsedd."
CONCERN = (
    "Vid besöket arbetade deltagaren ensam, utan handledare i huset.",
    "Arbetsuppgifterna liknar ordinarie personals schema mer än praktik. Vi behöver reda ut det med arbetsplatsen.",
    "Skyddsutrustning saknades vid besöket.",
)
ABSENT = "Uteblev tre dagar utan att höra av sig. Handledaren har försökt ringa."
ACCIDENT = "Skar sig i handen vid klippbordet. Vårdcentralen lade om såret, hemma resten av dagen."
NEAR_MISS = "En pall föll från hyllan i gången där deltagaren skulle gå. Ingen skadades."
THREAT = "En kund hotade deltagaren vid kassan. Handledaren avbröt och polisanmälde."
MISUSED = "Ersätter en sjukskriven i ordinarie schema, också kvällar. Det är inte vad vi har kommit överens om."
OUTSIDE = "Kör truck ute på gården. Överenskommelsen gäller plock och packning inomhus."
MEASURES = (
    "Samtal med handledaren och chefen på plats",
    "Genomgång av arbetsuppgifterna med deltagaren",
    "Besök på arbetsplatsen",
)
MENDED = (
    "Samtal med handledaren och chefen. Tiderna är ändrade och fungerar.",
    "Ny handledare utsedd och informerad.",
    "Genomgång på plats. Uppgifterna är omlagda enligt överenskommelsen.",
)
EXCEPTION = (
    "Planen skrevs och undertecknades på papper före första dagen men registrerades först efter semestern. "
    "Originalet finns i akten."
)
FOLLOW_UP_AGREED = (
    "Fortsätta enligt planen. Ny uppföljning om sex månader.",
    "Öka till 75 % från nästa månad. Handledaren ser över uppgifterna.",
    "Deltagaren söker två jobb i veckan vid sidan av praktiken. Vi ses var fjortonde dag.",
    "Studievägledning bokas. Målet ändras till studier på deltid i kombination med arbete.",
)
# What is answered at a follow-up, by the last part of the question's code.
FOLLOW_UP_ANSWERS = {
    "plan": (
        "Två av tre aktiviteter är klara. Körkortsteorin återstår.",
        "Planen håller. Språkstödet börjar i januari.",
    ),
    "uppgifter": ("Uppgifterna passar bra och har blivit fler.", "Klarar disk och varmkök, vill prova kassan."),
    "stod": ("Handledaren stämmer av varje fredag. Det räcker.", "Behöver skriftliga instruktioner på lätt svenska."),
    "halsa": ("Ryggen känns när det blir tunga lyft.", "Sover dåligt i perioder. Har kontakt med vårdcentralen."),
    "utbildning": ("Livsmedelshygien är klar. Truckkort bokas.", "SFI kurs C klar, kurs D på kvällstid."),
    "nasta": ("Söker vikariat hos samma arbetsgivare.", "Vill läsa till undersköterska till hösten."),
    "mal": ("Målet om eget CV är nått. Praktiken blev av.", "Går framåt, men långsammare än tänkt."),
    "hinder": ("Bussen går för sällan för de tidiga passen.", "Barnomsorgen är löst. Svårt att ringa själv."),
    "andra": ("Målet om studier flyttas till hösten.", "Inget behöver ändras nu."),
    "tider": ("Kommer i tid. Två dagars frånvaro med intyg.", "Börjar 08.30 i stället för 07.00 från nästa vecka."),
    "handledning": ("Fast handledare hela veckan.", "Handledaren har varit borta. En kollega har tagit över."),
    "syfte": ("Ja, arbetsförmågan är prövad i riktiga uppgifter.", "Delvis. Datorarbetet saknas än."),
    "sedan": ("Arbetsgivaren vill anställa med stöd.", "Ny praktik i ett kök, tre månader."),
}
STEPS = (
    "Jag vågar ringa själv nu.",
    "",
    "Det går bättre när jag har en fast tid att gå till.",
    "Jag vill prova något med djur.",
    "",
    "Bussen är svår, annars bra.",
)
CANCELLED = ("Inskrivningen avslutades.", "Ersatt av trepartssamtal samma vecka.")

# Why somebody still is in the workshops, or in praktik after praktik (placements.LockInAnswer), and the next step.
LOCKED_IN = (
    ("Ingen plats utanför har tagit emot än.", "Provar två veckor i ett kök utanför."),
    ("Behöver klara en hel vecka först.", "Ökar till fyra dagar i veckan."),
    ("Arbetsgivaren drog sig ur.", "Träffar två nya arbetsgivare tillsammans med handledaren."),
)
# What a time-limited employment became (placements.NextStep.BECAME).
BECAME = (
    ("other_work", "Vikariat, 75 procent."),
    ("same_employer", "Timanställd från månadsskiftet."),
    ("studies", ""),
    ("measure", "Jobbspår till våren."),
    ("af", ""),
    ("other", "Flyttade till en annan kommun."),
    ("unknown", "Svarar inte i telefon."),
)

# What comes after a time-limited employment: where it leads (placements.NextStep.LeadsTo), and what is done now.
WHAT_NEXT = (
    ("same_employer", "Handledaren har frågat chefen om en tjänst. Vi träffas alla tre nästa månad."),
    ("other_work", "Söker två platser i veckan. Handledaren är referens."),
    ("studies", "Söker till Komvux. SYV är bokad."),
    ("unclear", "Pratar vidare om det vid nästa uppföljning."),
    ("measure", "Validering av yrket, så att intyget finns när anställningen är slut."),
)
