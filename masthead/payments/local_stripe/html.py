"""Pieces of the hosted pages: one frame, one stylesheet, words for money and moments."""

from datetime import UTC, datetime
from html import escape

from masthead.payments.local_stripe.shapes import Obj

WITHOUT_CENTS = {"jpy", "krw", "vnd", "clp", "isk"}
NOTICE = "This is a Stripe for trying out. No money moves here, and no real card works."
STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #22262b; --soft: #5b6269; --line: #8a9097;
  --act: #1f4e79; --on-act: #ffffff; --bad: #9c2118; }
@media (prefers-color-scheme: dark) { :root { --paper: #17191c; --ink: #e8e6e1; --soft: #a9afb6;
  --line: #757c84; --act: #9cc4ec; --on-act: #10202f; --bad: #ff9c8f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
a { color: var(--act); }
.notice { border: 1px solid var(--line); border-radius: .25rem; padding: .5rem .75rem; color: var(--soft); }
.wrong { color: var(--bad); font-weight: 600; }
dl { display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; margin: 1rem 0; }
dd { margin: 0; text-align: end; font-variant-numeric: tabular-nums; }
form { margin: 1rem 0; }
label { display: block; margin: .75rem 0 .25rem; }
label.beside { display: flex; gap: .5rem; align-items: center; min-height: 2.75rem; margin: 0; }
input, select { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: .25rem; padding: .55rem .65rem; width: 100%; min-height: 2.75rem; }
input[type=radio], input[type=checkbox] { width: 1.25rem; min-height: 1.25rem; flex: none; }
select option { background: var(--paper); color: var(--ink); }
fieldset { border: 1px solid var(--line); border-radius: .25rem; margin: 1rem 0; padding: .5rem .9rem 1rem; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1rem; margin: .75rem .5rem 0 0;
  border: 1px solid var(--act); border-radius: .25rem; background: var(--act); color: var(--on-act);
  cursor: pointer; }
button.quiet { background: transparent; color: var(--act); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: start; padding: .4rem .5rem .4rem 0; }
td { border-top: 1px solid var(--line); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; }
"""
NUMBERS = (
    ("4242 4242 4242 4242", "is good"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has too little money"),
    ("4000 0000 0000 0069", "has expired"),
    ("4000 0027 6000 3184", "asks its holder to confirm, each time"),
    ("4000 0000 0000 0341", "is good once and declined at each renewal"),
    ("4000 0000 0000 0259", "is good, and its holder objects at the bank"),
    ("4000 0000 0000 5423", "is good, and its issuer warns of fraud"),
    ("4000 0000 0000 5126", "is good, and a refund fails five days later"),
    ("4000 0000 0000 7726", "is good, and a refund takes five days"),
    ("AT61 1904 3002 3457 3201", "an account that pays after five days"),
    ("AT86 1904 3002 3547 3202", "an account that does not pay, told after five days"),
)


def page(title: str, inside: str) -> str:
    """A whole page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/local-stripe.css"></head>'
        f'<body><main><p class="notice">{NOTICE}</p><h1>{escape(title)}</h1>{inside}</main></body></html>'
    )


def wrong(sentence: str) -> str:
    """What went wrong, where a screen reader says it first."""
    return f'<p class="wrong" role="alert">{escape(sentence)}</p>' if sentence else ""


def text_field(name: str, label: str, value: str = "", **more: str) -> str:
    """One field with its label."""
    extra = "".join(f' {key.replace("_", "-")}="{escape(each)}"' for key, each in more.items())
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}"{extra}>'
    )


def tick_field(name: str, label: str, *, kind: str = "checkbox", value: str = "1", on: bool = False) -> str:
    """A box to tick, or one of several to choose."""
    ref = f"{name}-{value}"
    checked = " checked" if on else ""
    return (
        f'<label class="beside" for="{ref}"><input type="{kind}" id="{ref}" name="{name}" '
        f'value="{escape(value)}"{checked}> {escape(label)}</label>'
    )


def card_fields() -> str:
    """A card's number, expiry and code."""
    return (
        text_field("number", "Card number", inputmode="numeric", autocomplete="cc-number")
        + '<div class="pair"><div>'
        + text_field("expiry", "Expiry (MM/YY)", inputmode="numeric", autocomplete="cc-exp")
        + "</div><div>"
        + text_field("cvc", "Security code", inputmode="numeric", autocomplete="cc-csc")
        + "</div></div>"
    )


def numbers_to_try() -> str:
    """The numbers that work here, and what each does."""
    rows = "".join(f"<tr><td>{number}</td><td>{escape(what)}</td></tr>" for number, what in NUMBERS)
    return (
        "<details><summary>Numbers to try</summary><table>"
        f"<tr><th>number</th><th>what it does</th></tr>{rows}</table></details>"
    )


def button(label: str, act: str, *, quiet: bool = False) -> str:
    """A button that says what it does."""
    kind = ' class="quiet"' if quiet else ""
    return f'<button{kind} name="act" value="{escape(act)}">{escape(label)}</button>'


def money(amount: int, currency: str) -> str:
    """An amount as people write it."""
    shown = str(amount) if currency in WITHOUT_CENTS else f"{amount / 100:.2f}"
    return f"{shown} {currency.upper()}"


def day(moment: int | None) -> str:
    """A day as people write it."""
    if moment is None:
        return ""
    found = datetime.fromtimestamp(moment, UTC)
    return f"{found.day} {found:%B %Y}"


def rhythm(price: Obj) -> str:
    """How often a price is paid."""
    recurring = price["recurring"]
    if not recurring:
        return "once"
    count, unit = recurring["interval_count"], recurring["interval"]
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"
