"""What runs by the clock, once across all processes."""

from collections.abc import Sequence
from datetime import timedelta

from masthead.articles import jobs as articles
from masthead.colophon import jobs as colophon
from masthead.frontdoor import jobs as frontdoor
from masthead.kit.jobs import Entry, housekeeping
from masthead.mentions import jobs as mentions
from masthead.notices import jobs as notices
from masthead.payments import jobs as payments
from masthead.payments.providers.pretend import jobs as pretend
from masthead.paywall import jobs as paywall
from masthead.people import jobs as people

SCHEDULE: Sequence[Entry] = (
    Entry(name="publish what is due", every=timedelta(minutes=1), job=articles.publish_scheduled),
    Entry(name="clear expired sessions", every=timedelta(days=1), job=housekeeping.clear_expired_sessions),
    Entry(name="forget finished jobs", every=timedelta(days=1), job=housekeeping.forget_finished_jobs),
    Entry(name="forget full buckets", every=timedelta(days=1), job=housekeeping.forget_full_buckets),
    Entry(name="forget old marks", every=timedelta(minutes=10), job=frontdoor.forget_old_marks),
    Entry(name="forget readings that are over", every=timedelta(days=1), job=paywall.forget_what_is_over),
    Entry(name="pretend renewals", every=timedelta(minutes=1), job=pretend.renew),
    Entry(name="follow up on payments", every=timedelta(minutes=5), job=payments.follow_up),
    Entry(name="look at mentions again", every=timedelta(minutes=5), job=mentions.look_again),
    Entry(name="send mentions that are due", every=timedelta(minutes=5), job=mentions.send_what_is_due),
    Entry(name="send what waits", every=timedelta(minutes=10), job=notices.send_what_waits),
    Entry(name="forget delivered messages", every=timedelta(hours=1), job=colophon.forget_delivered_messages),
    Entry(name="forget old deliveries", every=timedelta(days=1), job=notices.forget_old_deliveries),
    Entry(
        name="move accounts to new addresses", every=timedelta(minutes=5), job=people.carry_out_due_changes
    ),
    Entry(name="forget old exports", every=timedelta(days=1), job=people.forget_old_exports),
)
