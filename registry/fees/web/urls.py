"""Pages about fees, under /fees/."""

from django.urls import path

from registry.fees.web import views

urlpatterns = [
    path("", views.fee_list, name="fee-list"),
    path("new/", views.amount_new, name="fee-amount-new"),
    path("charges/", views.charge_list, name="fee-charges"),
    path("charges/<uuid:charge_id>/", views.charge_page, name="fee-charge"),
]
