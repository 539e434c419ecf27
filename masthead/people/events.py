"""What can happen to accounts."""

from dataclasses import dataclass

from masthead.kit.events import Event


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


@dataclass(frozen=True, kw_only=True)
class DisplayNameChanged(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class FaceChanged(Event):
    """Another picture, or none, stands beside the name."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ExportAsked(Event):
    export_id: int


@dataclass(frozen=True, kw_only=True)
class PersonLeft(Event):
    """The account is a row without anybody now."""

    person_id: int
