"""What the audit found, as a table for people and a list of leaks for the exit status."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SURFACE_NAMES = (
    (r"/", "front page"),
    (r"/(?:[\w-]+/)?(?:rss\.xml|atom\.xml|feed\.json)", "feeds"),
    (r"/threads/\d+/rss\.xml", "feeds of threads"),
    (r"/(?:authors|tags)/[\w-]+/(?:rss\.xml|atom\.xml|feed\.json)", "feeds of authors and tags"),
    (r"/authors/.*", "author pages"),
    (r"/tags/.*", "tag pages"),
    (r"/archive/.*", "archive"),
    (r"/series/.*", "series"),
    (r"/corrections/", "corrections"),
    (r"/(?:saved|following|pieces)/.*", "what one reader keeps"),
    (r"/sitemap(?:-news)?\.xml", "sitemap"),
    (r"/robots\.txt", "robots.txt"),
    (r"/search/", "search"),
    (r"/media/.*", "pictures and files"),
    (r"/documents/.*", "documents"),
    (r"/preview/.*", "links to drafts"),
    (r"/desk/.*", "the desk"),
    (r"/api/.*", "programming interfaces"),
    (r"/threads/.*", "discussion: threads"),
    (r"/comments/.*", "discussion: comments"),
    (r"/moderation/.*", "moderation"),
    (r"/notices/.*", "notices"),
    (r"/(?:webmention|pingback)(?:/.*)?", "mentions"),
    (r"/(?:readers|avatars)/.*", "profiles"),
    (r"/(?:account|me|sign-in|sign-out|mailbox)/.*", "accounts"),
    (r"/(?:join|pay|payments)/.*", "joining"),
    (r"/[\w-]+/", "section pages"),
    (r"/[\w-]+/[\w-]+/", "pieces"),
)


@dataclass(frozen=True, order=True)
class Leak:
    """One address that gave one reader something from behind one gate."""

    address: str
    reader: str
    headline: str
    words: str

    def __str__(self) -> str:
        return f"{self.address} gave {self.reader} a part of “{self.headline}”: {self.words}"


@dataclass
class Report:
    """Everything that was asked and everything that was found."""

    readers: Sequence[str]
    pieces: int = 0
    asked: dict[tuple[str, str], int] = field(
        default_factory=lambda: defaultdict(int)
    )  # by surface and reader
    leaks: set[Leak] = field(default_factory=set)
    quoted: set[Leak] = field(default_factory=set)  # hidden words that readers quoted in comments
    unreadable: set[str] = field(
        default_factory=set
    )  # answers the audit could not open, which count as leaks
    left_out: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing leaked and nothing went unread."""
        return not self.leaks and not self.unreadable

    def lines(self) -> Iterable[str]:
        """The table, the leaks and one sentence."""
        yield from self._table()
        yield ""
        for leak in sorted(self.leaks):
            yield f"LEAK  {leak}"
        for sentence in sorted(self.unreadable):
            yield f"LEAK  {sentence}"
        for headline, words in sorted({(leak.headline, leak.words) for leak in self.quoted}):
            yield f"No leak: readers’ comments have these words of “{headline}”, too: {words}"
        yield self._sentence()

    def _table(self) -> Iterable[str]:
        surfaces = sorted({surface for surface, _ in self.asked})
        wide = max([len("surface"), *map(len, surfaces)])
        leaking = {(surface_of(leak.address), leak.reader) for leak in self.leaks}
        yield "  ".join(["surface".ljust(wide), *self.readers])
        for surface in surfaces:
            cells = []
            for reader in self.readers:
                word = (
                    "LEAKS"
                    if (surface, reader) in leaking
                    else "ok"
                    if self.asked.get((surface, reader))
                    else "-"
                )
                cells.append(word.ljust(len(reader)))
            yield "  ".join([surface.ljust(wide), *cells]).rstrip()

    def _sentence(self) -> str:
        total = sum(self.asked.values())
        rest = (
            f" ({self.left_out} addresses like others were left out; --every asks for all)"
            if self.left_out
            else ""
        )
        leaks = len(self.leaks) + len(self.unreadable)
        result = f"{leaks} leaks" if leaks else "nothing leaked"
        return f"{total} answers, {self.pieces} pieces with something behind a gate: {result}{rest}."


def surface_of(address: str) -> str:
    """What kind of place an address is."""
    path = address.partition("?")[0]
    for pattern, name in _SURFACE_NAMES:
        if re.fullmatch(pattern, path):
            return name
    return "other addresses"
