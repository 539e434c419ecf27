"""Every page loads one stylesheet and one script; both are made of the rooms' small files."""

from django.contrib.staticfiles import finders

from masthead.assets import static_bundles


def test_bundles__the_stylesheet_holds_every_sheet_of_every_room() -> None:
    text = static_bundles.BUNDLES["design/css/masthead.css"]()
    for path in static_bundles.stylesheets():
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        longest = max((line for line in lines if "/*" not in line and "*/" not in line), key=len)
        assert longest in text, path


def test_bundles__the_layers_are_named_before_any_is_used() -> None:
    assert static_bundles.BUNDLES["design/css/masthead.css"]().startswith("@layer reset, tokens,")


def test_bundles__each_behaviour_keeps_its_names_to_itself() -> None:
    text = static_bundles.BUNDLES["design/js/masthead.js"]()
    assert text.count("\n{\n") == len(static_bundles.scripts()) - 1
    assert "window.htmx=htmx;" in text
    assert "\nimport " not in text


def test_bundles__both_are_found_like_any_other_static_file() -> None:
    for path in static_bundles.BUNDLES:
        assert finders.find(path)
