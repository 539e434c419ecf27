"""Wagtail's pages about users and groups are read-only.

Accounts, names and roles change only through our operations. A form of the desk would be a back door around
their rules; it asks for passwords, which we have not, and for first and last names, which nobody here has.
"""

from django.contrib.auth.models import Group
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.permissions import register_permission_policy

from masthead.kit.read_only_listings import ViewOnlyPermissionPolicy
from masthead.people.models import Person

register_permission_policy(Person, ViewOnlyPermissionPolicy(Person), exact_class=True)
register_permission_policy(Group, ViewOnlyPermissionPolicy(Group), exact_class=True)

# Wagtail always adds this panel and offers no setting; the name is chosen on our own account page.
NameEmailSettingsPanel.is_active = lambda _panel: False
