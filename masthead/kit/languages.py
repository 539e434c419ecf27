"""The languages this package speaks, each with every sentence. Settings and tools take them from here."""

SOURCE = "en"  # the language in which the sentences stand in the code
LANGUAGES = {SOURCE: "English", "de": "Deutsch", "fr": "Français"}
TRANSLATIONS = tuple(code for code in LANGUAGES if code != SOURCE)
