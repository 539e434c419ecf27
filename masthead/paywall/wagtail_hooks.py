"""The meter's settings in the desk."""

from masthead.kit.desk_forms import OffersBack
from masthead.paywall.models import MeterPolicy

MeterPolicy.base_form_class = OffersBack
