from django.urls import path

from amc.web.lookup import LookupView
from placements.lookups import SupervisorLookup
from placements.views import (
    agreements,
    leaving,
    months,
    one_supervision,
    pay,
    payroll,
    roving,
    supervision,
    supervisors,
    trainings,
)

urlpatterns = [
    path("handledare/", supervisors.SupervisorList.as_view(), name="supervisor_list"),
    path("handledare/ny/", supervisors.SupervisorCreate.as_view(), name="supervisor_create"),
    path("handledare/valj/", LookupView.as_view(lookup=SupervisorLookup()), name="supervisor_lookup"),
    path("handledare/<uuid:uuid>/", supervisors.SupervisorDetail.as_view(), name="supervisor_detail"),
    path("handledare/<uuid:uuid>/andra/", supervisors.SupervisorChange.as_view(), name="supervisor_change"),
    path(
        "handledare/<uuid:uuid>/ny-utbildning/",
        trainings.TrainingCreate.as_view(),
        name="supervisor_training_create",
    ),
    path(
        "handledarutbildningar/<uuid:uuid>/andra/",
        trainings.TrainingChange.as_view(),
        name="supervisor_training_change",
    ),
    path(
        "handledarutbildningar/<uuid:uuid>/stryk/",
        trainings.TrainingWithdraw.as_view(),
        name="supervisor_training_withdraw",
    ),
    path("handledare/<uuid:uuid>/ny-arbetsplats/", roving.PlaceCreate.as_view(), name="supervisor_place_create"),
    path("handledararbetsplatser/<uuid:uuid>/andra/", roving.PlaceChange.as_view(), name="supervisor_place_change"),
    path("handledare/<uuid:uuid>/slutar/", leaving.SupervisorLeave.as_view(), name="supervisor_leave"),
    path("handledare/<uuid:uuid>/bjud-in/", supervisors.SupervisorInvite.as_view(), name="supervisor_invite"),
    path("handledning/", supervision.SupervisionView.as_view(), name="supervision"),
    path(
        "handledning/overenskommelse/<uuid:uuid>/",
        agreements.SupervisorAgreement.as_view(),
        name="supervision_agreement",
    ),
    path("handledning/<uuid:uuid>/<slug:month>/", supervision.SupervisionConfirm.as_view(), name="supervision_confirm"),
    path("handledning/manad/<uuid:uuid>/stammer-inte/", supervision.DisputeMonth.as_view(), name="supervision_dispute"),
    path("handledarskap/obesvarade/", months.WaitingMonths.as_view(), name="supervision_waiting"),
    path("handledarskap/manad/<uuid:uuid>/ratta/", months.CorrectMonth.as_view(), name="supervision_correct"),
    path("handledarskap/<uuid:uuid>/star-in/", one_supervision.StandInChange.as_view(), name="supervision_stand_in"),
    path("handledarskap/<uuid:uuid>/utbildning/", one_supervision.Untrained.as_view(), name="supervision_untrained"),
    path(
        "handledarskap/<uuid:uuid>/bekrafta/",
        months.NextOnBehalf.as_view(),
        name="supervision_next_on_behalf",
    ),
    path(
        "handledarskap/<uuid:uuid>/bekrafta/<slug:month>/",
        months.ConfirmOnBehalf.as_view(),
        name="supervision_on_behalf",
    ),
    path("handledarersattning/", pay.SupervisorPay.as_view(), name="supervisor_pay"),
    path("handledarersattning/lonefiler/", payroll.PayrollFiles.as_view(), name="payroll"),
    path("handledarersattning/lonefiler/ny/", payroll.PayrollMake.as_view(), name="payroll_make"),
    path(
        "handledarersattning/lonefiler/<uuid:uuid>/<slug:kind>/",
        payroll.PayrollDownload.as_view(),
        name="payroll_download",
    ),
]
