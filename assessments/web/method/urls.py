"""Route of the method page."""

from django.urls import path

from assessments.web.method import views

urlpatterns = [path("method/", views.method_page, name="method-page")]
