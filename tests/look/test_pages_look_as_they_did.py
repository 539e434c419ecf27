# ruff: noqa: E501 - sentences, and scripts for the browser
"""Ten pages, two sizes, two schemes: compared with small pictures of how they looked.

`LOOK_PICTURES=write python -m pytest tests/look/test_pages_look_as_they_did.py` draws them anew; look at them before
they are committed.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page

from tests.look.conftest import PAGES, SCHEMES, WIDTHS, Opened, Shown

PICTURES = Path(__file__).parent / "pictures"
HEIGHT = 1500
SCALE = {390: 0.5, 1280: 0.25}
COLOURS = 48
FAR = 60  # of 255: what the eye sees as another tone, once the type is blurred
MOST = 0.02  # of all points
MOST_BYTES = 1_500_000

FREEZE = """() => {
    for (const time of document.querySelectorAll('time')) (time.querySelector('a') ?? time).textContent = '2 March 2026';
    for (const one of document.querySelectorAll('.avatar, .portrait')) one.style.visibility = 'hidden';
    for (const image of document.images) { image.loading = 'eager'; }
    return Promise.all([document.fonts.ready, ...[...document.images].map(image => image.decode().catch(() => 0))]).then(() => 0);
}"""


def small_picture(page: Page, width: int) -> Image.Image:
    page.evaluate(FREEZE)
    shot = page.screenshot(
        clip={"x": 0, "y": 0, "width": width, "height": HEIGHT}, animations="disabled", caret="hide"
    )
    picture = Image.open(BytesIO(shot)).convert("RGB")
    scale = SCALE[width]
    return picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
    )


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    """The share of points whose tone is another, after blurring: a letter moved by a hair is not another page."""
    if one.size != other.size:
        return 1.0
    blurred = (picture.convert("RGB").filter(ImageFilter.GaussianBlur(1.5)) for picture in (one, other))
    tones = ImageChops.difference(*blurred).convert("L").histogram()
    return sum(tones[FAR:]) / (one.width * one.height)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_pages__look_as_they_did(
    open_page: Opened, shown: Shown, width: int, scheme: str, tmp_path: Path
) -> None:
    page = open_page(shown, width=width, scheme=scheme)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    now = small_picture(page, width)
    file = PICTURES / f"{shown.name}-{width}-{scheme}.png"
    if os.environ.get("LOOK_PICTURES") == "write":
        PICTURES.mkdir(exist_ok=True)
        now.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    before = Image.open(file).convert("RGB")
    share = share_that_differs(before, now)
    if share > MOST:
        now.save(tmp_path / file.name)
    assert share <= MOST, f"{share:.1%} of {file.name} looks different; now: {tmp_path / file.name}"


def test_pages__one_that_looks_otherwise_is_noticed() -> None:
    before = Image.open(PICTURES / "article-1280-light.png").convert("RGB")
    moved = ImageChops.offset(before, 0, 12)
    assert share_that_differs(before, moved) > MOST
    assert share_that_differs(before, Image.open(PICTURES / "article-1280-dark.png")) > MOST


def test_pictures__stay_small() -> None:
    files = list(PICTURES.glob("*.png"))
    assert len(files) == len(PAGES) * len(WIDTHS) * len(SCHEMES)
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
