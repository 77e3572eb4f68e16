"""Address of the price calculator."""

from django.urls import path

from credits.market.pricing.web import views

urlpatterns = [path("market/calculator/", views.calculator, name=views.CALCULATOR)]
