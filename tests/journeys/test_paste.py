"""What is pasted from Word and from web pages becomes plain text with its lists."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from participants.models import JournalEntry
from tests.factories import EnrolmentFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = """([field, html, text]) => {
  const carried = new DataTransfer();
  if (html) carried.setData("text/html", html);
  carried.setData("text/plain", text);
  field.focus();
  return field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true}));
}"""
LIST = "margin-left:36pt;mso-list:l0 level1 lfo1"
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {{margin:0}}</style></head><body>
<!--StartFragment--><p class=MsoNormal><b>Trepartssamtal</b>&nbsp;på Ek\u00adbacken<o:p></o:p></p>
<p class=MsoListParagraph style='{LIST}'><![if !supportLists]>
<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>
<![endif]>Alla är nöjda<o:p></o:p></p>
<p class=MsoListParagraph style='{LIST}'><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>Ny tid
bokas</p><!--EndFragment--><script>window.hurt = true</script><img src=x onerror="window.hurt = true"></body></html>"""


@pytest.fixture
def field(page: Page, sign_in):
    people = make_people()
    case = EnrolmentFactory(
        participant__unit=people.unit, consultant=people.anna, opened_on=today() - dt.timedelta(days=9)
    )
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/journal/")
    found = page.get_by_role("textbox", name="Anteckning")
    expect(found).to_have_attribute("lang", "sv")
    expect(found).to_have_attribute("spellcheck", "true")
    return found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (WORD, "Trepartssamtal på Ekbacken\n\n- Alla är nöjda\n2. Ny tid bokas"),
        ("<p>Ett</p><p>Två<br>rader</p>", "Ett\n\nTvå\nrader"),
        ("<ul><li>Kök</li><li><p>Lager</p></li></ul>", "- Kök\n- Lager"),
        ("<ol start=3><li>Tre</li><li>Fyra</li></ol>", "3. Tre\n4. Fyra"),
        ("<table><tr><td>Måndag</td><td>8–12</td></tr><tr><td>Tisdag</td><td>ledig</td></tr></table>",
         "Måndag 8–12\nTisdag ledig"),
        ("<p>سلام &amp; ሰላም 🌱 &lt;b&gt; style=</p>", "سلام & ሰላም 🌱 <b> style="),
    ],
)  # fmt: skip
def test_it_is_plain_text_with_its_lists(page: Page, field, html: str, expected: str) -> None:
    page.evaluate(PASTE, [field.element_handle(), html, "annat"])
    expect(field).to_have_value(expected)
    assert page.evaluate("window.hurt") is None
    page.keyboard.press("Control+z")
    expect(field).to_have_value("")
    field.fill("Klart.")
    # What is typed is saved two seconds later: the test ends when that is done.
    expect(page.locator("[data-saved]").first).to_contain_text("Sparat")


def test_plain_text_is_the_browsers(page: Page, field) -> None:
    assert page.evaluate(PASTE, [field.element_handle(), "", "bara text"])


def test_20_000_characters_go_in_and_are_kept(page: Page, field) -> None:
    text = " ".join(["möte"] * 4000)
    page.evaluate(PASTE, [field.element_handle(), f"<p>{text}</p>", text])
    expect(field).to_have_value(text)
    expect(page.locator("[data-saved]").first).to_contain_text("Sparat")
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.locator(".entry__text").first).to_contain_text("möte")
    assert JournalEntry.objects.get().text == text
