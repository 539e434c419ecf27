"""The server itself: a loopback address, one database, and time that can be moved."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any

from masthead.payments.local_stripe import agenda, chaos, webhooks
from masthead.payments.local_stripe.answers import Desk
from masthead.payments.local_stripe.collecting import ENDS, GAPS_IN_DAYS
from masthead.payments.local_stripe.connections import Listener
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.store import Store
from masthead.payments.local_stripe.world import World

LOOPBACK = "127.0.0.1"
logger = logging.getLogger(__name__)


class LocalStripe:
    """One Stripe on this machine; what is due is done by `tick`, which `by_itself` calls every second."""

    def __init__(
        self,
        database: Path | None = None,
        port: int = 0,
        *,
        host: str = LOOPBACK,
        api_key: str = "",
        dunning_end: str = "cancel",
        dunning_gaps: tuple[int, ...] = GAPS_IN_DAYS,
        by_itself: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if host != LOOPBACK:
            raise ValueError("The local Stripe listens on 127.0.0.1 only.")
        if dunning_end not in ENDS:
            raise ValueError(f"Dunning ends in one of {', '.join(ENDS)}.")
        self.store = Store(database)
        self.store.rows("update deliveries set state = 'waits' where state = 'sending'")
        self.store.set("dunning_end", dunning_end)
        self.store.set("dunning_gaps", list(dunning_gaps))
        self.by_itself = by_itself
        self.clock = clock
        self.listener = Listener((host, port), self)
        self.address = f"http://{host}:{self.listener.server_address[1]}"
        self.desk = Desk(self.store, self.address, self.now, self.deliver, api_key)
        self._present: int | None = None  # the moment that is being lived through
        self._ticking = RLock()
        self._stopping = Event()
        self._wanted = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """It answers from now on."""
        work = [self.listener.serve] + ([self._go_on] if self.by_itself else [])
        self._threads = [Thread(target=each, daemon=True) for each in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """It answers no more; what is in a file stays for the next start."""
        self._stopping.set()
        self._wanted.set()
        self.listener.shutdown()
        self.listener.close_all()
        for thread in self._threads:
            thread.join(timeout=5)
        with self._ticking:
            self.store.close()

    def now(self) -> int:
        """The present moment here."""
        if self._present is not None:
            return self._present
        return int(self.clock()) + int(self.store.setting("offset", 0))

    def wake(self) -> None:
        """Something may be due."""
        self._wanted.set()

    def advance(self, seconds: int) -> int:
        """Time moves ahead, and everything due on the way happens."""
        if seconds < 0:
            raise invalid("Time moves ahead only.", "seconds")
        with self._ticking:
            self.store.set("offset", int(self.store.setting("offset", 0)) + seconds)
            self.tick()
        return self.now()

    def tick(self, now: int | None = None) -> None:
        """Everything due up to the moment happens, in order of its due time, messages included."""
        with self._ticking:
            until = self.now() if now is None else now
            if now is not None and now > self.now():
                self.store.set("offset", now - int(self.clock()))
            try:
                while self._step(until):
                    pass
            finally:
                self._present = None

    def deliver(self, events: list[str]) -> None:
        """The messages about these events are sent at once."""
        for waiting in webhooks.waiting_of(self.store, events):
            with self.store.transaction():
                mine = webhooks.claim(self.store, waiting)
            if mine:
                self._send(waiting, self.now())

    def listen(self, url: str, secret: str) -> None:
        """An endpoint that is told everything, with a secret known beforehand."""
        with self.store.transaction():
            webhooks.ensure_endpoint(World(self.store, self.now(), self.address), url, secret)

    def control(self, what: str, wanted: Any) -> Obj:
        """The levers that Stripe itself does not have."""
        if not isinstance(wanted, dict):
            raise invalid("Send one JSON object.")
        if what == "advance":
            if not isinstance(wanted.get("seconds"), int) or set(wanted) != {"seconds"}:
                raise invalid("Send {seconds: a whole number}.", "seconds")
            return {"now": self.advance(wanted["seconds"])}
        if what == "chaos":
            with self.store.transaction():
                return chaos.set_chaos(self.store, wanted)
        if what == "dunning":
            if wanted.get("end") not in ENDS or set(wanted) != {"end"}:
                raise invalid(f"Send {{end: one of {', '.join(ENDS)}}}.", "end")
            self.store.set("dunning_end", wanted["end"])
            return {"end": wanted["end"]}
        raise invalid(f"There is no lever called {what}.")

    def state(self) -> Obj:
        """What there is and what is going to happen, for tests and for people who look on."""
        kinds = dict(self.store.rows("select kind, count(*) from objects group by kind order by kind"))
        plans = self.store.rows("select at, clock, what, ref from agenda order by at, seq limit 200")
        states = self.store.rows("select state, count(*) from deliveries group by state")
        return {
            "now": self.now(),
            "objects": kinds,
            "planned": [dict(zip(("at", "clock", "what", "ref"), plan, strict=True)) for plan in plans],
            "messages": dict(states),
            "chaos": self.store.setting("chaos", {}),
            "dunning_end": self.store.setting("dunning_end", "cancel"),
            "faults": self.store.setting("faults", 0),
        }

    def _step(self, until: int) -> bool:
        with self.store.transaction():
            waiting = webhooks.next_waiting(self.store, until)
            due = agenda.next_due(self.store, until)
            if waiting and (due is None or due[2] or waiting[1] <= due[1]):
                self._live(waiting[1])
                mine = webhooks.claim(self.store, waiting)
                due = None
            elif due is None:
                return False
        if due:
            self._happen(due)
        elif waiting and mine:
            self._send(waiting, self.now())
        return True

    def _happen(self, due: agenda.Due) -> None:
        if not due[2]:
            self._live(due[1])
        try:
            with self.store.transaction():
                world = World(self.store, due[1], self.address, due[2])
                agenda.happen(world, due)
                webhooks.spread(world, self.now())
        except Exception:
            if not due[3]:
                raise
            logger.exception("%s of %s could not happen", due[3], due[4])
            with self.store.transaction():
                agenda.give_up(self.store, due)

    def _live(self, moment: int) -> None:
        self._present = max(moment, self._present or moment)

    def _send(self, waiting: webhooks.Waiting, now: int) -> None:
        answer = webhooks.send(self.store, waiting)
        with self.store.transaction():
            webhooks.note(World(self.store, now, self.address), waiting, answer, now)

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            self._wanted.wait(1)
            self._wanted.clear()
            if not self._stopping.is_set():
                try:
                    self.tick()
                except Exception:
                    logger.exception("what was due could not be done")
