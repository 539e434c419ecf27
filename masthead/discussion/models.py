"""Threads, comments, what they said before, and votes.

The tree is stored four ways, each for one kind of reading: `parent_seq` with a rank for siblings, `path` for
conversation order, branches and ancestors, `preview` for the first screen, and counters so that nobody has to
count.
Operations keep them exact under a lock on the thread's row.
"""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from masthead.discussion.tree_paths import seqs_of


class Readers(models.TextChoices):
    """Who may read a thread."""

    EVERYBODY = "everybody", _("everybody")
    REGISTERED = "registered", _("everybody with an account")
    MEMBERS = "members", _("members")
    STAFF = "staff", _("only the people who make this publication")


class Writers(models.TextChoices):
    """Who may write in a thread, besides staff."""

    REGISTERED = "registered", _("everybody with an account")
    MEMBERS = "members", _("members")
    NOBODY = "nobody", _("nobody")


WRITERS_SENTENCES = {
    Writers.REGISTERED: _("Everybody with an account can comment here."),
    Writers.MEMBERS: _("Members can comment here."),
    Writers.NOBODY: _("This discussion is closed. It can still be read."),
}


class Thread(models.Model):
    """One discussion, known by a key and an address; it does not know what page stands there."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("discussion", "open")
        PREMODERATED = "held", _("open; every comment waits for a moderator")
        CLOSED = "closed", _("closed")

    key = models.CharField(max_length=200, unique=True)
    address = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    readable_by = models.CharField(max_length=12, choices=Readers, default=Readers.EVERYBODY)
    posting_by = models.CharField(max_length=12, choices=Writers, default=Writers.MEMBERS)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    next_seq = models.IntegerField(default=1)  # given out under the row's lock
    shown_count = models.IntegerField(default=0)  # comments that can be read; tombstones are not
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("discussion:thread", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Whether everybody may read here, so that its pages are the same for all."""
        return self.readable_by == Readers.EVERYBODY

    @property
    def writers_sentence(self) -> str:
        """Who writes here, for those who may not."""
        return str(WRITERS_SENTENCES[Writers(self.posting_by)])

    @property
    def is_closed(self) -> bool:
        """Whether nobody can write here."""
        return self.state == self.State.CLOSED or self.posting_by == Writers.NOBODY


class State(models.IntegerChoices):
    """The life of a comment; `TRANSITIONS` says which may come next."""

    VISIBLE = 1, _("visible")
    PENDING = 2, _("waits for a moderator")
    HIDDEN = 3, _("hidden by a moderator")
    DELETED = 4, _("deleted by its author")


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.VISIBLE: frozenset({State.HIDDEN, State.DELETED}),
    State.PENDING: frozenset({State.VISIBLE, State.HIDDEN, State.DELETED}),
    State.HIDDEN: frozenset({State.VISIBLE, State.DELETED}),
    State.DELETED: frozenset(),
}
LEAVES_A_TOMBSTONE = frozenset({State.HIDDEN, State.DELETED})


TOMBSTONE_SENTENCES = {
    State.HIDDEN: _("This comment was hidden by a moderator."),
    State.DELETED: _("This comment was deleted by its author."),
    State.PENDING: _("This comment waits for a moderator. Until then only you can read it."),
}


class Order(models.TextChoices):
    """How a thread can be read."""

    BEST = "best", _("Best")
    NEWEST = "newest", pgettext_lazy("comments", "Newest")
    OLDEST = "oldest", pgettext_lazy("comments", "Oldest")
    CONVERSATION = "conversation", _("Conversation")


class Comment(models.Model):
    """One contribution. `seq` numbers it within its thread, from 1; every place in the tree is said in such
    numbers.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments", db_index=False)
    seq = models.IntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="comments",
        db_index=False,
    )
    by_staff = models.BooleanField(default=False)  # whether the author worked here when it was written

    # Position in the tree. 0 is the top, never NULL: PostgreSQL cannot follow an index's order through IS
    # NULL.
    parent_seq = models.IntegerField(default=0)
    reply_to_seq = models.IntegerField(
        default=0
    )  # the comment it replies to; differs from the parent only below the deepest level
    root_seq = models.IntegerField()
    depth = models.SmallIntegerField(default=0)
    path = models.BinaryField(max_length=1020)

    # Whether it is seen.
    state = models.SmallIntegerField(choices=State, default=State.VISIBLE)
    shown = models.BooleanField(
        default=True
    )  # listed on pages: visible, or the tombstone of one with shown replies

    # Votes and scores.
    ups = models.IntegerField(default=0)
    downs = models.IntegerField(default=0)
    good_points = models.IntegerField(default=0)
    best = models.FloatField(default=0.0)

    # What is below it.
    children = models.IntegerField(default=0)  # direct replies that are shown
    descendants = models.IntegerField(default=0)  # all below that can be read
    last_child_seq = models.IntegerField(default=0)  # the newest direct reply that is shown
    preview = models.JSONField(
        default=list
    )  # seqs of the best three direct replies that are shown, best first

    # What it says.
    body_source = models.TextField()
    body_html = models.TextField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    revision_count = models.IntegerField(default=0)
    idempotency_key = models.CharField(
        max_length=64
    )  # the form it came from; sent twice, it is still one comment

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["thread", "seq"], name="discussion_u_seq"),
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="discussion_u_form"),
        ]
        indexes = [
            models.Index(
                "thread",
                "parent_seq",
                F("best").desc(),
                F("seq").desc(),
                name="discussion_i_best",
                condition=Q(shown=True),
            ),
            models.Index(
                "thread", "parent_seq", F("seq").desc(), name="discussion_i_new", condition=Q(shown=True)
            ),
            models.Index("thread", "path", name="discussion_i_path", condition=Q(shown=True)),
            models.Index(
                "thread", F("seq").desc(), name="discussion_i_latest", condition=Q(state=State.VISIBLE)
            ),
            models.Index("id", name="discussion_i_pending", condition=Q(state=State.PENDING)),
            models.Index("author", "created_at", name="discussion_i_author"),
        ]

    def __str__(self) -> str:
        return f"#{self.seq}"

    def get_absolute_url(self) -> str:
        return reverse("discussion:comment", args=[self.pk])

    @property
    def is_readable(self) -> bool:
        """Whether its words may be read by those who may read the thread."""
        return self.state == State.VISIBLE

    @property
    def author_name(self) -> str:
        """The name others see; not to be shown beside a tombstone."""
        return str(self.author) if self.author is not None else str(_("Somebody who left"))

    @property
    def tombstone_sentence(self) -> str:
        """The sentence shown in place of a hidden, deleted or pending comment."""
        return str(TOMBSTONE_SENTENCES.get(State(self.state), ""))

    @property
    def ancestor_seqs(self) -> list[int]:
        """The comments above it, from the top down."""
        return seqs_of(bytes(self.path))[:-1]


class Revision(models.Model):
    """What a comment said before it was edited."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    number = models.IntegerField()  # from 1, the oldest
    body_source = models.TextField()
    body_html = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="discussion_u_revision")]


class VoteKind(models.TextChoices):
    """Good point is about quality, the other two about opinion; the other two exclude each other."""

    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")
    GOOD_POINT = "good-point", _("Good point")


class Vote(models.Model):
    """One reader's votes on one comment. A row without any vote is deleted."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comment_votes", db_index=False
    )
    stance = models.SmallIntegerField(default=0)  # 1 agrees, -1 disagrees, 0 neither
    good_point = models.BooleanField(default=False)
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["voter", "comment"], name="discussion_u_vote"),
            models.CheckConstraint(condition=Q(stance__in=[-1, 0, 1]), name="discussion_c_stance"),
            models.CheckConstraint(
                condition=~Q(stance=0) | Q(good_point=True), name="discussion_c_not_empty"
            ),
        ]
