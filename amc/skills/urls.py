from django.urls import path

from amc.skills import views

urlpatterns = [
    path("deltagare/<uuid:uuid>/kompetens/", views.SkillsView.as_view(), name="participant_skills"),
    path("deltagare/<uuid:uuid>/kompetens/intyg/pdf/", views.ProofDocument.as_view(), name="skills_pdf"),
    path("deltagare/<uuid:uuid>/kompetens/<slug:of>/", views.JudgeView.as_view(), name="skills_judge"),
    path("deltagare/<uuid:uuid>/bevis/", views.CertificateAdd.as_view(), name="certificate_add"),
    path("bevis/<uuid:uuid>/", views.CertificateEdit.as_view(), name="certificate_edit"),
    path("bevis/<uuid:uuid>/fornya/", views.CertificateRenew.as_view(), name="certificate_renew"),
    path("bevis/<uuid:uuid>/ta-bort/", views.CertificateRemove.as_view(), name="certificate_remove"),
]
