"""What every room says of what it stores in a reader's browser."""

from collections.abc import Callable, Sequence

from masthead.kit.browser_storage import BrowserStorageItem
from masthead.kit.contributions import Place

BROWSER_STORAGE: Place[Callable[[], Sequence[BrowserStorageItem]]] = Place("browser_storage")
