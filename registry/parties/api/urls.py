"""People over the API."""

from django.urls import path

from registry.parties.api import views

urlpatterns = [
    path("me/", views.Me.as_view(), name="api-me"),
    path("tokens/", views.Tokens.as_view(), name="api-tokens"),
    path("tokens/<slug:token_key>/", views.Token.as_view(), name="api-token"),
    path(
        "organisations/<uuid:public_id>/published-name/",
        views.PublishedName.as_view(),
        name="api-organisation-name",
    ),
    path("accreditations/", views.Accreditations.as_view(), name="api-accreditations"),
]
