"""May this reader read this piece? One pure function for every view: no database, no clock, no request."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Level(StrEnum):
    """For whom a piece was published."""

    PUBLIC = "public"
    REGISTERED = "registered"
    MEMBERS = "members"


class Grant(StrEnum):
    """What a pass grants."""

    REGISTERED = "registered"
    MEMBERS = "members"
    STAFF = "staff"


class Reason(StrEnum):
    """Why a piece stays closed."""

    REGISTER = "register"  # it asks for an account, nothing else
    MEMBERS = "members"  # it is for members and not on the meter
    METER_SPENT = "meter-spent"  # the reader's free pieces are used up
    NOT_COUNTED = "not-counted"  # the meter cannot count this request, so it may not open anything
    CEILING = "ceiling"  # many new readings came from this network today


@dataclass(frozen=True)
class Piece:
    """What there is to decide about: its number, its level, and whether the meter may open it."""

    id: int
    level: Level
    metered: bool = True


LONGEST_PASS = timedelta(hours=1)  # longer than any pass is good for


@dataclass(frozen=True)
class Pass:
    """What is known of a signed-in reader: a pass says it for minutes, the database for this moment."""

    reader_id: int
    grants: frozenset[str]
    version: int
    expires_at: datetime
    member_until: datetime | None = None  # None: the membership, if there is one, has no known end

    def is_current(self, now: datetime) -> bool:
        """Whether the pass is good at `now`: not over, and not written by a clock that ran ahead."""
        return now < self.expires_at <= now + LONGEST_PASS

    def grants_at(self, now: datetime) -> AbstractSet[str]:
        """What the bearer may do at `now`: nothing once the pass is over."""
        if not self.is_current(now):
            return frozenset()
        if self.member_until is not None and now >= self.member_until:
            return self.grants - {Grant.MEMBERS}
        return self.grants


@dataclass(frozen=True)
class Meter:
    """What a reader has read of the metered pieces, and whether this request can be counted.

    `more_on`: the day on which the meter gives another piece, by the publication's calendar; None where
    nothing has been read yet, and a period would begin now.
    """

    read: frozenset[int] = field(default_factory=frozenset)
    more_on: date | None = None
    countable: bool = True
    ceiling_reached: bool = False


UNCOUNTABLE_METER = Meter(countable=False)  # for everything but pages: feeds, APIs, search, e-mail
EMPTY_METER = Meter()  # to ask whether the answer depends on the meter at all


@dataclass(frozen=True)
class Policy:
    """The publication's meter: pieces free in `period_days`, new readings a network may make in a day.

    Its defaults are what a new publication starts with; the row and the operations take them from here.
    """

    stranger_limit: int = 3
    registered_limit: int = 5
    period_days: int = 30
    network_ceiling: int = 60

    def limit_for(self, grants: AbstractSet[str]) -> int:
        """How many metered pieces a reader with `grants` has; an account never gives fewer than none."""
        if Grant.REGISTERED in grants:
            return max(self.stranger_limit, self.registered_limit)
        return self.stranger_limit


AT_FIRST = Policy()  # the meter of a publication that has not set its own


@dataclass(frozen=True)
class Open:
    """The whole piece, without counting anything."""

    may_read = True
    variant = "open"


@dataclass(frozen=True)
class Metered:
    """The whole piece, as a free one: `left` remain after this reading until `more_on`, the day on which the
    meter gives another (None: a whole period from now); a re-reading does not count.
    """

    left: int
    counts: bool
    more_on: date | None = None
    may_read = True

    @property
    def variant(self) -> str:
        return f"metered-{self.left}"


@dataclass(frozen=True)
class Closed:
    """The public view only; why, and what to offer: "register", "join", "sign_in", most helpful first.

    `more_on`: the day on which the meter gives another piece, where that is why.
    """

    reason: Reason
    offers: tuple[str, ...]
    signed_in: bool = False
    more_on: date | None = None
    may_read = False

    @property
    def variant(self) -> str:
        """The name of this page among the piece's pages: the same variant, the same bytes.

        So it tells apart whatever two decisions can differ in; a new field must show in it too.
        """
        parts = [f"closed-{self.reason}"]
        if self.signed_in:
            parts.append("registered")
        if self.reason == Reason.METER_SPENT and "register" in self.offers:
            parts.append("account-helps")
        if self.more_on is not None:
            parts.append(self.more_on.isoformat())
        return "-".join(parts)


Decision = Open | Metered | Closed


def decide(pass_: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime) -> Decision:
    """May the bearer of `pass_` (None: a stranger) read `piece` at `now`; if not, why and what could help.

    What cannot be counted is answered closed, re-reading included: a request that is no navigation has no
    reader who would see what is left.
    """
    grants = pass_.grants_at(now) if pass_ else frozenset()
    if piece.level == Level.PUBLIC or Grant.STAFF in grants or Grant.MEMBERS in grants:
        return Open()
    if piece.level == Level.REGISTERED:
        return Open() if Grant.REGISTERED in grants else Closed(Reason.REGISTER, ("register",))
    return _by_the_meter(grants, piece, meter, policy)


def readable_levels(pass_: Pass | None, now: datetime) -> frozenset[Level]:
    """The levels whose every piece the bearer may read to its end, the meter aside."""
    return frozenset(
        level
        for level in Level
        if decide(pass_, Piece(id=0, level=level, metered=False), UNCOUNTABLE_METER, Policy(), now) == Open()
    )


def _by_the_meter(grants: AbstractSet[str], piece: Piece, meter: Meter, policy: Policy) -> Decision:
    limit = policy.limit_for(grants)
    if not piece.metered or limit == 0:
        return _closed(Reason.MEMBERS, grants)
    if not meter.countable:
        return _closed(Reason.NOT_COUNTED, grants)
    if piece.id in meter.read:
        return Metered(left=max(0, limit - len(meter.read)), counts=False, more_on=meter.more_on)
    if len(meter.read) >= limit:
        account_helps = len(meter.read) < policy.registered_limit
        return _closed(Reason.METER_SPENT, grants, account_helps=account_helps, more_on=meter.more_on)
    if meter.ceiling_reached:
        return _closed(Reason.CEILING, grants)
    return Metered(left=limit - len(meter.read) - 1, counts=True, more_on=meter.more_on)


def _closed(
    reason: Reason,
    grants: AbstractSet[str],
    *,
    account_helps: bool = False,
    more_on: date | None = None,
) -> Closed:
    if Grant.REGISTERED in grants:
        return Closed(reason, ("join",), signed_in=True, more_on=more_on)
    offers = ("join", "register", "sign_in") if account_helps else ("join", "sign_in")
    return Closed(reason, offers, more_on=more_on)
