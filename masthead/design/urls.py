"""The address of the component gallery."""

from django.urls import path

from masthead.design import views

app_name = "design"
urlpatterns = [path("design/", views.every_component, name="components")]
