"""Address of the Trust's own page."""

from django.urls import path

from credits.market.trust.web import views

urlpatterns = [path("market/trust/", views.trust_page, name="trust-page")]
