"""Nobody waits for another machine in a transaction: whoever can reach one asks `kit.network` first."""

from tests.house.rooms import ROOMS, imported, modules, name_of

ROADS_OUT = (
    *(
        "smtplib",
        "socket",
        "urllib.request",
        "http.client.HTTP",
        "requests",
        "httpx",
        "aiohttp",
        "stripe",
        "redis",
    ),
    *("django.core.mail.send", "django.core.mail.EmailM", "django.core.mail.get_connection"),
)
EXCUSED = {
    "frontdoor/serving.py": "listens; it calls nobody",
    "notices/mailbox.py": "keeps mail in a table; nothing leaves",
}


def test_every_module_that_can_reach_another_machine_asks_first() -> None:
    careless = []
    for room in ROOMS:
        for path in modules(room):
            names = set(imported(path))
            reaches_out = any(name.startswith(road) for name in names for road in ROADS_OUT)
            asks = any(name.startswith("masthead.kit.network") for name in names)
            if reaches_out and not asks and name_of(path) not in EXCUSED:
                careless.append(name_of(path))
    assert careless == []
