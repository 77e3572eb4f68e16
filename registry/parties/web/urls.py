"""Pages about people, under /people/."""

from django.urls import path, re_path

from registry.parties.web import account, actions, views

urlpatterns = [
    path("", views.people_list, name="people-list"),
    path("register/", views.register, name="accreditation-register"),
    path("account/", account.show, name="account"),
    path("account/name/", account.rename, name="account-name"),
    path("account/tokens/", account.create_token, name="token-create"),
    path("account/tokens/<slug:token_key>/revoke/", account.revoke_token, name="token-revoke"),
    path("organisations/", views.organisation_list, name="organisation-list"),
    path("organisations/new/", actions.create_organisation, name="organisation-create"),
    path("organisations/<uuid:public_id>/", views.organisation, name="organisation"),
    path("organisations/<uuid:public_id>/name/", actions.publish_name, name="organisation-name"),
    path("organisations/<uuid:public_id>/members/", actions.add_member, name="organisation-member-add"),
    re_path(
        r"^accreditations/(?P<number>BAAS[0-9]{5})/(?P<action>extend|suspend|lift)/$",
        actions.change_accreditation,
        name="accreditation-change",
    ),
    path("<uuid:public_id>/", views.person, name="person"),
    path("<uuid:public_id>/roles/", actions.assign_role, name="role-assign"),
    path("<uuid:public_id>/roles/<int:role_id>/end/", actions.end_role, name="role-end"),
    path("<uuid:public_id>/accreditation/", actions.grant_accreditation, name="accreditation-grant"),
]
