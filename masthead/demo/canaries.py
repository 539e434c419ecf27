"""The words in the demonstration that stand behind a gate and nowhere else: one for every place of a body.

They are part of the writing, a name or a turn that nobody else would come to. The leak audit looks for each
of them alone, so that no block, caption or note is too short to be missed. On a publication of one's own
nothing is inserted: there the audit looks for runs of words.
"""

from collections.abc import Mapping

from masthead.demo import queries

# By piece, then by place in its body behind the gate.
CANARIES: Mapping[str, Mapping[str, str]] = {
    "cooper": {
        "text": "the bouncing-castle people",
        "heading": "The year that was owing",
        "quotation": "The when is in my knees",
        "attribution": "Wilm Haske, cooper",
        "pull quote": "simply leaning on everything else",
    },
    "day-after": {
        "text": "Runa Stave",
        "heading": "The Courier alters a word",
        "quotation": "at the evening rate",
        "attribution": "Osric Pell, keeper of the strait cable",
        "timeline heading": "known to have happened",
        "timeline": "Osric Pell’s logbook",
    },
    "dictionary": {
        "text": "an Aldmoorish grandmother",
        "heading": "Two columns, nine deep",
        "quotation": "In print they have to be",
        "attribution": "in a letter to this magazine",
        "pull quote": "ever needed to change a word",
        "footnote": "one of her eleven jokes",
    },
    "dredger": {
        "text": "the best dumpling stall",
        "heading": "What it costs",
        "quotation": "have moved some mud",
        "attribution": "master of the Patience",
        "pull quote": "what makes it so expensive",
        "chart title": "Depth of the outer basin",
        "chart in words": "the draught that grain ships",
        "chart source": "read aloud at the meeting",
        "chart": "Grain ships load to",
    },
    "ferrymen": {
        "text": "made forty hooks",
        "heading": "What the table cannot see",
        "quotation": "The hook means",
        "attribution": "whose family held the ferry",
        "pull quote": "mentioned is a leash",
    },
    "fourteen-papers": {
        "text": "an advertisement for winter boots",
        "heading": "What it does to one",
        "quotation": "other people gut fish",
        "attribution": "who shares the stairs",
    },
    "lost-property": {
        "text": "answer to a light tap",
        "heading": "The anchor rule",
        "quotation": "whether it was lost or left",
        "attribution": "lost property, Tarn Haven line",
        "audio title": "played once, on a Friday",
        "audio credit": "Sound made for The Lighterman",
        "transcript": "as long as a breath",
    },
    "pilots": {
        "text": "the dry gloves",
        "heading": "The price of not being bought",
        "pull quote": "A blockade needs a navy",
    },
    "several-people": {
        "text": "I have worn the coat",
        "heading": "The objection from the back",
        "quotation": "one head in fourteen hats",
        "attribution": "A retired sub-editor",
        "pull quote": "journalists are allowed to make up",
        "callout heading": "From the style book",
        "callout": "Several is fined",
    },
    "the-call": {
        "text": "reports cheerfulness",
        "heading": "What a denial is worth",
        "pull quote": "Then write down the pause",
    },
    "the-rumour": {
        "text": "Or he sells kitchens",
        "heading": "How a thing travels",
        "quotation": "how old a light is",
        "attribution": "deckhand on the Orrin ferry",
        "pull quote": "The rumour was older than the call",
    },
    "tide-tables": {
        "text": "the lid of a biscuit tin",
        "heading": "The trouble with being believed",
        "quotation": "simply noticed what it does",
        "attribution": "on the folding chair",
        "picture in words": "biscuits printed on it",
        "picture caption": "The twelfth came with shortbread",
        "table caption": "Low water inside the mole",
        "table source": "E. Thorne’s gauge",
        "table": "What the water did",
    },
    "town-clock": {
        "text": "forty boxes of haddock",
        "heading": "The case for agreement",
        "quotation": "to which objection was taken",
        "attribution": "Minute-book of the fish auction",
    },
    "wrong-four-times": {
        "text": "a drawing of a bear",
        "heading": "A note on the plums",
        "quotation": "looking at me when you say it",
        "attribution": "of the canteen at Orrin",
    },
}


def canaries() -> list[str]:
    """What the leak audit looks for beside its runs of words: nothing where this is no demonstration."""
    if not queries.has_demo_accounts():
        return []
    return [canary for places in CANARIES.values() for canary in places.values()]
