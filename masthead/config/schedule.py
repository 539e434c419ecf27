"""Scheduled jobs, each run once across all processes."""

from collections.abc import Sequence
from datetime import timedelta

from masthead.frontdoor import jobs as frontdoor
from masthead.kit.jobs import ScheduleEntry, housekeeping
from masthead.mentions import jobs as mentions
from masthead.notices import jobs as notices
from masthead.payments import jobs as payments
from masthead.payments.providers.pretend import jobs as pretend
from masthead.paywall import jobs as paywall
from masthead.people import jobs as people
from masthead.publishing import jobs as publishing
from masthead.site_pages import jobs as site_pages

SCHEDULE: Sequence[ScheduleEntry] = (
    ScheduleEntry(
        name="publish scheduled articles", every=timedelta(minutes=1), job=publishing.publish_scheduled
    ),
    ScheduleEntry(
        name="clear expired sessions", every=timedelta(days=1), job=housekeeping.clear_expired_sessions
    ),
    ScheduleEntry(
        name="delete finished jobs", every=timedelta(days=1), job=housekeeping.delete_finished_jobs
    ),
    ScheduleEntry(
        name="delete full rate limit buckets",
        every=timedelta(days=1),
        job=housekeeping.delete_full_rate_limit_buckets,
    ),
    ScheduleEntry(
        name="delete old invalidations", every=timedelta(minutes=10), job=frontdoor.delete_old_invalidations
    ),
    ScheduleEntry(
        name="delete expired meter readings", every=timedelta(days=1), job=paywall.delete_expired_readings
    ),
    ScheduleEntry(
        name="renew pretend subscriptions", every=timedelta(minutes=1), job=pretend.renew_subscriptions
    ),
    ScheduleEntry(name="delete old webhooks", every=timedelta(days=1), job=payments.delete_old_webhooks),
    ScheduleEntry(
        name="reconcile everything paid", every=timedelta(days=1), job=payments.reconcile_everything
    ),
    ScheduleEntry(name="reconcile payments", every=timedelta(minutes=5), job=payments.reconcile_unsettled),
    ScheduleEntry(
        name="look at mentions again", every=timedelta(minutes=5), job=mentions.recheck_due_mentions
    ),
    ScheduleEntry(
        name="send mentions that are due", every=timedelta(minutes=5), job=mentions.send_due_mentions
    ),
    ScheduleEntry(name="tend deliveries", every=timedelta(minutes=1), job=notices.tend_deliveries),
    ScheduleEntry(
        name="delete delivered contact messages",
        every=timedelta(hours=1),
        job=site_pages.delete_delivered_messages,
    ),
    ScheduleEntry(name="delete old deliveries", every=timedelta(days=1), job=notices.delete_old_deliveries),
    ScheduleEntry(
        name="apply due address changes", every=timedelta(minutes=5), job=people.apply_due_address_changes
    ),
    ScheduleEntry(
        name="delete expired data exports", every=timedelta(days=1), job=people.delete_expired_data_exports
    ),
)
