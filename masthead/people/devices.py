"""Which browser and device a user agent names. Pure: no database, no clock."""

# In this order: a browser that is built on another one names both.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chromium", "Chromium"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_DEVICES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def browser_and_device(user_agent: str) -> tuple[str, str]:
    """The browser and the machine a user agent names, each empty where it names none we know."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    machine = next((name for sign, name in _DEVICES if sign in user_agent), "")
    return browser, machine
