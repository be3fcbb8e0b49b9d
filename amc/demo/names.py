"""Invented people's names, from the languages that are spoken at a Swedish labour-market unit.

First names and surnames of one language are put together at random. No surname here makes a widely known person
together with a first name of its own language (tests/demo/test_names.py keeps a list of such pairs).
"""

import unicodedata
from dataclasses import dataclass

from amc.demo.chance import Chance


@dataclass(frozen=True)
class Language:
    """Names of one language. `share` of a hundred people have them; `interpreter` of those need one."""

    name: str
    share: int
    interpreter: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def _language(name: str, share: int, interpreter: float, women: str, men: str, surnames: str) -> Language:
    return Language(
        name,
        share,
        interpreter,
        tuple(women.split()),
        tuple(men.split()),
        tuple(part.replace("_", " ") for part in surnames.split()),
    )


LANGUAGES = (
    _language(
        "svenska",
        40,
        0,
        "Åsa Annika Britt-Marie Camilla Ebba Elin Frida Gun Hanna Ingela Jenny Johanna Kerstin Linnéa Märta Nellie "
        "Pernilla Rebecka Sofie Tilda Ulla-Britt Vendela Wilma Ylva Ängla Agnes Moa Therése",
        "Åke Anders Arvid Björn Christer Elis Emil Folke Göran Gösta Håkan Isak Jan-Olof Jörgen Kjell Kåre Liam Love "
        "Märten Niklas Örjan Per-Arne Roland Sören Tobias Vidar Viggo Ture",
        "Åberg Åhlén Ängmark Ärlebrandt Öhman Österlund Öqvist Björkegren Blomkvist Brännström Dahlstedt Ekelöf "
        "Fjällborg Forsgren Grönlund Hägglöf Hörnsten Jönsson-Wik Källström Lindsköld Löfroth Mårtensson Nyhlén "
        "Rådström Sjödahl Söderqvist Tjärnberg Vänman Wästfelt Gyllenhök-Strömsköld",
    ),
    _language(
        "arabiska",
        12,
        0.5,
        "Amal Dalal Fatima Ghada Hanan Hiba Iman Khadija Lamia Maha Nour Rania Rima Samar Suad Wafa Yasmin Zeinab",
        "Adnan Ahmad Bilal Faisal Ghassan Haitham Imad Jamal Khaled Maher Nabil Omar Qasim Riad Samir Tarek Walid Ziad",
        "Al-Khatib Al-Hamdani Abu_Zeid Barakat Darwish El-Masri Farhat Ghanem Haddad Ismail Jabbour Karam Mansour "
        "Nasser Qabbani Saleh Shaheen Tannous Younes Zaydan",
    ),
    _language(
        "somaliska",
        8,
        0.45,
        "Ayaan Amina Deeqa Faduma Habiba Hodan Ifrah Khadra Ladan Muna Nasra Rahma Sagal Sahra Ubax Zamzam",
        "Abdi Abdirahman Ayanle Bashir Cabdullahi Daahir Guuleed Ibrahim Liban Mahad Muqtar Nuur Sharmarke Warsame "
        "Yusuf Zakariye",
        "Abdulle Ahmed_Warsame Cali Dirie Elmi Farah Guled Hassan_Nuur Hersi Jama Mohamud Osman Roble Samatar Shire "
        "Yare",
    ),
    _language(
        "tigrinja",
        5,
        0.55,
        "Abrehet Almaz Azeb Bisrat Eden Freweyni Genet Hiwot Luam Mihret Rahwa Saba Selam Tsige Yordanos",
        "Abel Amanuel Berhane Dawit Efrem Filmon Ghirmay Habtom Isaias Kibrom Merhawi Natnael Robel Samson Yonas",
        "Asfaha Berhe Fessehaye Gebremedhin Ghebreab Habtemariam Kidane Mebrahtu Ogbazghi Tekle Tesfay Weldemichael "
        "Woldu Yohannes Zerai",
    ),
    _language(
        "dari",
        5,
        0.5,
        "Anisa Farzana Fereshta Homa Laila Marwa Mursal Nargis Parwana Roya Shukria Soraya Zahra Zohra",
        "Abdul-Aziz Ahmad-Zia Ehsan Farhad Ghulam Habib Jawad Mirwais Mohammad-Reza Nasim Rahmat Sayed Shafiq Yaqub",
        "Akbari Amiri Haidari Hosseini Jafari Karimi Mohammadi_Nazari Noori Qaderi Rahimi Rezai Sadat Safi Stanekzai "
        "Wardak Yaqubi",
    ),
    _language(
        "ukrainska",
        5,
        0.4,
        "Alina Bohdana Daryna Halyna Iryna Kateryna Larysa Lesia Mariia Nadiia Oksana Olha Svitlana Tetiana Yuliia",
        "Andrii Bohdan Danylo Dmytro Ihor Maksym Mykola Oleksandr Pavlo Roman Serhii Taras Vasyl Vitalii Yevhen",
        "Bondarenko Dovzhenko-Hnatiuk Hrytsenko Kovalchuk Kravets Lysenko Marchenko Melnyk Moroz Ostapchuk Panchenko "
        "Romaniuk Savchuk Tkachuk Vovchenko",
    ),
    _language(
        "kurdiska",
        4,
        0.35,
        "Berivan Dilan Evin Gulistan Hêvî Jîn Kejal Medya Nazdar Rojda Rûken Shilan Sozdar Zîlan",
        "Azad Baran Ciwan Dara Ferhad Hêmin Jîyan Karwan Mîran Rebin Rizgar Serdar Siyabend Zana",
        "Aslan Barzanji Bozkurt Demirci Güneş Hawrami Kaplan Kurdoğlu Mîrzan Rasoul Saeedi Talabanpour Yıldırım Zebari",
    ),
    _language(
        "finska",
        4,
        0.05,
        "Aino Anneli Eeva Helmi Kaarina Kirsi Liisa Marjatta Päivi Riitta Sirpa Tuulikki",
        "Aarne Eero Heikki Ilkka Jouko Kalevi Lauri Matti Olavi Pentti Reijo Väinö",
        "Hämäläinen Heikkinen Jääskeläinen Karppinen Kärkkäinen Lähteenmäki Mäkelä Nykänen Pesonen Rönkkö "
        "Väisänen-Törmälä Ylönen",
    ),
    _language(
        "polska",
        3,
        0.2,
        "Agnieszka Bożena Danuta Elżbieta Grażyna Halina Joanna Katarzyna Małgorzata Wiesława",
        "Andrzej Bogusław Czesław Grzegorz Jarosław Krzysztof Łukasz Mieczysław Stanisław Zbigniew",
        "Borkowska-Wrzos Dąbrowicz Gołąb Jabłonka Kaźmierczak Kołodziej Maślanka Pawłowicz Sęk Więcek Wróbel Żuk",
    ),
    _language(
        "thailändska",
        3,
        0.45,
        "Apinya Chanida Duangjai Kanya Malai Nittaya Orathai Pensri Ratana Siriporn Wilai",
        "Anan Chaiyo Kittisak Montri Narong Prasert Somchai Thawat Wichai",
        "Boonmee Charoenwong Jantarat Kaewmanee Phrommin Rattanakorn Saetang Srisuwannaporn Thongdee Wongsakul",
    ),
    _language(
        "spanska",
        3,
        0.25,
        "Alejandra Beatriz Carmen Dolores Gabriela Inés Lucía Marisol Paloma Ximena",
        "Alonso Andrés César Esteban Ignacio Joaquín Martín Ramiro Rubén Sebastián",
        "Castaño_Peñaloza Domínguez_Ríos Fuentealba Gutiérrez_Ibáñez Maldonado Muñoz_Quiroga Núñez Ordóñez Saavedra "
        "Villagrán_Etcheverry Zúñiga",
    ),
    _language(
        "persiska",
        2,
        0.35,
        "Azadeh Bahar Elham Farnaz Golnaz Laleh Mahsa Nasrin Parisa Shirin",
        "Arash Babak Dariush Farzad Kamran Kaveh Mehrdad Nima Ramin Siavash",
        "Ahmadzadeh Bahrami Ebrahimi Ghorbani Moradi Parvizi Rostami Shahriari Tavakoli Zandieh",
    ),
    _language(
        "bosniska",
        2,
        0.15,
        "Aida Amra Dženana Emina Fahreta Jasmina Lejla Mirsada Sabina Vesna",
        "Adnan Amir Dževad Edin Enes Hasan Mirza Nermin Safet Zoran",
        "Begić Čaušević Delić Džafić Hodžić Kovačević Mehmedović Omerović Softić Žunić",
    ),
    _language(
        "vietnamesiska",
        1,
        0.4,
        "Hạnh Hoa Lan Mai Ngọc Phương Thảo Thủy",
        "Bình Đức Dũng Hải Minh Quang Sơn Tuấn",
        "Bùi Đặng Đỗ Hoàng Lê Nguyễn Phạm Trần",
    ),
    _language(
        "engelska",
        3,
        0,
        "Abigail Blessing Grace Ngozi Patience Wanjiru",
        "Emeka Godwin Kofi Kwame Otieno Samuel",
        "Adeyinka Boateng Chukwuma Mensah Njoroge Okonkwo Owusu O'Dowd",
    ),
)
_BAG = tuple(language for language in LANGUAGES for _ in range(language.share))


@dataclass(frozen=True, slots=True)
class Name:
    """A whole name and the language it comes from."""

    first: str
    last: str
    language: Language


def make_name(chance: Chance, gender: str) -> Name:
    """A name for a woman ("kvinna") or a man ("man"); somebody of unknown gender gets either.

    Some have two surnames with a hyphen, as many do who have married or come from two languages.
    """
    language = chance.pick(_BAG)
    firsts = language.women if gender == "kvinna" else language.men
    last = chance.pick(language.surnames)
    if "-" not in last and " " not in last and chance.often(0.06):
        other = chance.pick(_BAG).surnames
        second = chance.pick(other)
        if "-" not in second and " " not in second and second != last:
            last = f"{last}-{second}"
    return Name(chance.pick(firsts), last, language)


def swedish_name(chance: Chance) -> tuple[str, str]:
    """A first name and a surname of the kind that most of the staff around a case have."""
    language = LANGUAGES[0] if chance.often(0.75) else chance.pick(_BAG)
    return chance.pick(language.women if chance.often(0.7) else language.men), chance.pick(language.surnames)


_PLAIN = str.maketrans({"ø": "o", "æ": "a", "ł": "l", "ı": "i", "đ": "d", "Đ": "d"})


def mailbox(first: str, last: str, domain: str) -> str:
    """An e-mail address of ASCII letters under `domain`, which must be a reserved one (RFC 2606)."""
    text = unicodedata.normalize("NFKD", f"{first}.{last}".lower().translate(_PLAIN).replace(" ", "-"))
    local = "".join(char for char in text if char.isascii() and (char.isalnum() or char in ".-"))
    return f"{local}@{domain}"
