"""What can happen to accounts."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.people.dependencies import Person


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonSignedIn(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonSignedOut(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class AccessVersionRaised(Event):
    """Access, role or sign-in state changed: passes with a lower version are void."""

    person_id: int
    version: int
    seen_by_others: bool = False  # whether pages show the person differently now

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Person(self.person_id),) if self.seen_by_others else ()


@dataclass(frozen=True, kw_only=True)
class DisplayNameChanged(Event):
    person_id: int

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Person(self.person_id),)


@dataclass(frozen=True, kw_only=True)
class AvatarChanged(Event):
    """The avatar was changed or removed."""

    person_id: int

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Person(self.person_id),)


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class DataExportRequested(Event):
    export_id: int


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(Event):
    """The account was deleted: its row is anonymous now."""

    person_id: int

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Person(self.person_id),)
