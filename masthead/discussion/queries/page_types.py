"""The parts of a page: a comment with its replies, a page of a thread, one comment in context."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from masthead.discussion import dependencies
from masthead.discussion.models import Comment, Order, Thread
from masthead.discussion.queries.cursors import cursor_of
from masthead.kit.dependencies import Dependency
from masthead.people.dependencies import Person

MAX_LEVELS = 6  # shown within each other; below, the conversation continues on a page of its own


@dataclass
class Branch:
    """A comment as a page shows it: with some of its replies, and the number of those not shown."""

    comment: Comment
    level: int
    replies: list["Branch"] = field(default_factory=list)
    in_reply_to: Comment | None = None  # the comment it replies to, where the page knows it
    is_linked: bool = False  # the one a permanent link leads to

    @property
    def hidden_replies(self) -> int:
        """Direct replies that are shown but not drawn here."""
        return max(0, self.comment.children - len(self.replies))

    @property
    def replies_cursor(self) -> str:
        """Where the rest of the replies begins."""
        return cursor_of(self.replies[-1].comment, Order.BEST) if self.replies else ""

    @property
    def continues_elsewhere(self) -> bool:
        """Whether deeper replies are on a page of their own."""
        return self.level >= MAX_LEVELS - 1

    @property
    def next_level(self) -> int:
        return self.level + 1

    @property
    def addressee(self) -> Comment | None:
        """The comment it answers, if this page knows it and it can be read."""
        known = (
            self.in_reply_to is not None
            and self.in_reply_to.seq == self.comment.reply_to_seq
            and self.in_reply_to.is_readable
        )
        return self.in_reply_to if known else None


def comments_in(branches: Iterable[Branch]) -> Iterator[Comment]:
    """Every comment in the branches whose author is shown."""
    for branch in branches:
        yield branch.comment
        if branch.in_reply_to is not None:
            yield branch.in_reply_to
        yield from comments_in(branch.replies)


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread. `after` leads on; empty at the end. Not readable: there is nothing in it but the
    thread's title.
    """

    thread: Thread
    readable: bool
    order: str = Order.BEST
    branches: list[Branch] = field(default_factory=list)
    after: str = ""
    is_first: bool = True

    @property
    def count(self) -> int:
        """Comments that can be read in the whole thread; 0 for those who may not read it."""
        return self.thread.shown_count if self.readable else 0

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The ways to read: code, name, whether it is this one."""
        return [(order.value, str(order.label), order.value == self.order) for order in Order]

    @property
    def is_flat(self) -> bool:
        """Whether comments stand one after another, each saying whom it answers, instead of within each
        other.
        """
        return self.order == Order.CONVERSATION

    @property
    def depends_on(self) -> tuple[Dependency, ...]:
        """The thread, and everybody whose name this page draws."""
        authors = {comment.author_id for comment in comments_in(self.branches) if comment.author_id}
        thread = (dependencies.Thread(self.thread.pk), dependencies.CommentCount(self.thread.key))
        return (*thread, *(Person(author_id) for author_id in sorted(authors)))

    @property
    def shown(self) -> int:
        """How many comments this page draws."""
        waiting, number = list(self.branches), 0
        while waiting:
            branch = waiting.pop()
            number += 1
            waiting.extend(branch.replies)
        return number


@dataclass(frozen=True)
class CommentPage:
    """One comment in context: its ancestors, from the top down, and its replies."""

    thread: Thread
    ancestors: list[Branch]
    skipped: int  # ancestors between the first and the nearest that are not drawn
    branch: Branch
    after: str
