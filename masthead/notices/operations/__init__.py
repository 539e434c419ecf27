"""Writing messages, and delivering those that go by e-mail."""

from masthead.notices.operations.deliveries import (
    GIVE_UP_AFTER,
    backoff_after,
    cancel_delivery,
    cancel_queued_deliveries,
    deliver,
    expire_outdated,
    hand_to_job,
    requeue_lost,
    retry_in_words,
    retry_now,
)
from masthead.notices.operations.messages import (
    delete_old_deliveries,
    erase,
    mark_read,
    send,
    set_preference,
    unsubscribe,
)

__all__ = [
    "GIVE_UP_AFTER",
    "backoff_after",
    "cancel_delivery",
    "cancel_queued_deliveries",
    "delete_old_deliveries",
    "deliver",
    "erase",
    "expire_outdated",
    "hand_to_job",
    "mark_read",
    "requeue_lost",
    "retry_in_words",
    "retry_now",
    "send",
    "set_preference",
    "unsubscribe",
]
