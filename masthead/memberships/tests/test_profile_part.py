"""What a profile says of a membership."""

from datetime import datetime

from masthead.memberships.views import profile_part
from masthead.people.models import Person


def test_profile_part__says_since_when_somebody_is_a_member_only_if_they_wish(
    mina: Person, rita: Person, noon: datetime
) -> None:
    assert profile_part(mina, None, "", noon) is None
    mina.shows_member_since = rita.shows_member_since = True
    part = profile_part(mina, None, "", noon)
    assert part is not None
    assert part[1]["since"] < noon
    assert profile_part(rita, None, "", noon) is None
