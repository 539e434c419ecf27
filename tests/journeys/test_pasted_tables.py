"""A table copied elsewhere and pasted into a text: its cells stand apart, wherever it comes from."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys.writing import add_block, begin_piece

SignIn = Callable[[Page, str], None]
PUBLISHER = "pia@lighterman.example"

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoNormal>Before.</p>
<table class=MsoTableGrid border=1 cellspacing=0><tr>
  <td width=300><p class=MsoNormal><b>Year<o:p></o:p></b></p></td><td><p class=MsoNormal>Ships</p></td></tr>
 <tr><td><p class=MsoNormal>1970</p></td><td><p class=MsoNormal>twelve</p><p>or thirteen</p></td></tr>
</table><p class=MsoNormal>After.</p><!--EndFragment--></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><div dir="ltr">
<table><colgroup><col width="300"/><col width="300"/></colgroup><tbody><tr style="height:0pt">
<td><p dir="ltr"><span>Port</span></p></td><td><p dir="ltr"><span>Boats</span></p></td></tr>
<tr><td><p dir="ltr"><span>Kiel</span></p></td><td><br/></td></tr>
</tbody></table></div><br/></b>"""
SHEET = """<google-sheets-html-origin><table data-sheets-root="1"><tbody><tr><td>Tide</td><td>Metres</td></tr>
<tr><td>high</td><td>3,5</td></tr></tbody></table>"""
PAGE = """<article><h2>Lights</h2><table><caption>Seen</caption>
<thead><tr><th>Lamp</th><th>Colour</th></tr></thead>
<tbody><tr><th>North</th><td>red <a href="https://lights.example/n">more</a></td></tr></tbody></table></article>"""
ROWS = "Crew\tHands\r\nday\t7\r\nnight\t\r\n"

PASTED = [  # what the clipboard holds, as HTML and as text, and the lines it becomes
    (WORD, "Year\tShips\n1970\ttwelve", ["Before.", "Year | Ships", "1970 | twelve or thirteen", "After."]),
    (DOCS, "Port\tBoats\nKiel\t", ["Port | Boats", "Kiel |"]),
    (SHEET, "Tide\tMetres\nhigh\t3,5", ["Tide | Metres", "high | 3,5"]),
    (PAGE, "Lamp Colour", ["Seen", "Lamp | Colour", "North | red more"]),
    ("", ROWS, ["Crew | Hands", "day | 7", "night |"]),
    ("<p>No <b>table</b> here</p>", "No table here", ["No table here"]),
    ("", "One line,\nand another", ["One line,", "and another"]),
]
COPY = """async ([html, text]) => {
    const held = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (html) held["text/html"] = new Blob([html], { type: "text/html" });
    await navigator.clipboard.write([new ClipboardItem(held)]);
}"""


def test_pasted_table__its_cells_stand_apart(wide_page: Page, sign_in_by_code: SignIn) -> None:
    page = wide_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in_by_code(page, PUBLISHER)
    begin_piece(page, f"Pasted {uuid4().hex[:6]}")
    add_block(page, "Text")
    editor = page.locator("[data-contentpath='body'] [contenteditable='true']")
    lines = editor.locator("[data-block='true']")
    for html, text, wanted in PASTED:
        editor.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.evaluate(COPY, [html, text])
        editor.click()
        page.keyboard.press("Control+V")
        for line in wanted:
            expect(lines.filter(has_text=line)).not_to_have_count(0)
        shown = [line.strip() for line in lines.all_inner_texts() if line.strip()]
        assert shown[-len(wanted) :] == wanted
