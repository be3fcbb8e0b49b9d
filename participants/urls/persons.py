from django.urls import path

from participants.views import persons

urlpatterns = [
    path("kontakter/<uuid:uuid>/andra/", persons.ContactEditView.as_view(), name="outside_contact_edit"),
]
