from django.urls import path

from amc.web.lookup import LookupView
from placements.lookups import EmployerLookup, WorkplaceLookup
from placements.models import Employment, Internship
from placements.views import (
    agreements,
    changes,
    deviations,
    employers,
    importing,
    las,
    las_schemes,
    lasting,
    lock_in,
    next_step,
    placements,
)

_PERSON = "deltagare/<uuid:uuid>/placering"
_FILES = "placeringar/importera"

urlpatterns = [
    path(f"{_PERSON}/", placements.PlacementTab.as_view(), name="placements"),
    path(f"{_PERSON}/ny-anstallning/", changes.EmploymentCreate.as_view(), name="employment_create"),
    path(f"{_PERSON}/ny-anstallning/tidsgrans/", placements.Limits.as_view(), name="employment_limits"),
    path(f"{_PERSON}/ny-praktik/", changes.InternshipCreate.as_view(), name="internship_create"),
    path(f"{_PERSON}/vad-hindrar/<slug:about>/", lock_in.LockInCreate.as_view(), name="lock_in_create"),
    path("placeringar/", placements.EmploymentList.as_view(), name="placement_list"),
    path("placeringar/praktik/", placements.InternshipList.as_view(), name="internship_list"),
    path(f"{_FILES}/", importing.EmploymentImportStart.as_view(), name="employment_import_start"),
    path(f"{_FILES}/<uuid:uuid>/", importing.EmploymentImport.as_view(), name="employment_import"),
    path(
        f"{_FILES}/<uuid:uuid>/kolumner/", importing.EmploymentImportColumns.as_view(), name="employment_import_columns"
    ),
    path(f"{_FILES}/<uuid:uuid>/kasta/", importing.EmploymentImportDiscard.as_view(), name="employment_import_discard"),
    path(f"{_FILES}/<uuid:uuid>/fel/", importing.EmploymentImportFailed.as_view(), name="employment_import_failed"),
    path("anstallningar/<uuid:uuid>/sedan/<slug:moment>/", next_step.NextStepCreate.as_view(), name="next_step_create"),
    path("praktik/<uuid:uuid>/avtal/", agreements.AgreementWrite.as_view(), name="internship_agreement_write"),
    path("overenskommelser/<uuid:uuid>/", agreements.AgreementPage.as_view(), name="internship_agreement"),
    path("overenskommelser/<uuid:uuid>/pdf/", agreements.AgreementDocument.as_view(), name="internship_agreement_pdf"),
    path("placeringar/las/", las.LasList.as_view(), name="las_list"),
    path("placeringar/las/former/", las_schemes.LasSchemeList.as_view(), name="las_scheme_list"),
    path("placeringar/las/former/<slug:code>/", las_schemes.LasSchemeChange.as_view(), name="las_scheme"),
    path("anstallningar/<uuid:uuid>/las/", las.LasAccount.as_view(), name="las_account"),
    path("anstallningar/<uuid:uuid>/las/besked/", las.LasAnswerCreate.as_view(), name="las_answer"),
    path("anstallningar/<uuid:uuid>/andra/", changes.EmploymentChange.as_view(), name="employment_change"),
    path("praktik/<uuid:uuid>/andra/", changes.InternshipChange.as_view(), name="internship_change"),
    path("anstallningar/<uuid:uuid>/uppehall/", lasting.SuspensionCreate.as_view(), name="employment_suspension"),
    path("uppehall/<uuid:uuid>/tillbaka/", lasting.SuspensionReturn.as_view(), name="suspension_return"),
    path("uppehall/<uuid:uuid>/ta-bort/", lasting.SuspensionWithdraw.as_view(), name="suspension_withdraw"),
    path("forlangningar/<uuid:uuid>/", lasting.ExtensionDecide.as_view(), name="extension_decide"),
    path("forlangningar/<uuid:uuid>/ta-tillbaka/", lasting.ExtensionWithdraw.as_view(), name="extension_withdraw"),
    path("arbetsgivare/", employers.EmployerList.as_view(), name="employer_list"),
    path("arbetsgivare/ny/", employers.EmployerCreate.as_view(), name="employer_create"),
    path("arbetsgivare/valj/", LookupView.as_view(lookup=EmployerLookup()), name="employer_lookup"),
    path("arbetsgivare/<uuid:uuid>/", employers.EmployerDetail.as_view(), name="employer_detail"),
    path("arbetsgivare/<uuid:uuid>/andra/", employers.EmployerChange.as_view(), name="employer_change"),
    path("arbetsgivare/<uuid:uuid>/ny-arbetsplats/", employers.WorkplaceCreate.as_view(), name="workplace_create"),
    path("arbetsgivare/<uuid:uuid>/ny-kontakt/", employers.ContactCreate.as_view(), name="contact_create"),
    path("arbetsplatser/valj/", LookupView.as_view(lookup=WorkplaceLookup()), name="workplace_lookup"),
    path("arbetsplatser/<uuid:uuid>/andra/", employers.WorkplaceChange.as_view(), name="workplace_change"),
    path("kontaktpersoner/<uuid:uuid>/andra/", employers.ContactChange.as_view(), name="contact_change"),
]

for model, word, name in ((Employment, "anstallningar", "employment"), (Internship, "praktik", "internship")):
    urlpatterns += [
        path(f"{word}/<uuid:uuid>/", placements.PlacementDetail.as_view(model=model), name=f"{name}_detail"),
        path(f"{word}/<uuid:uuid>/forlang/", changes.PlacementExtend.as_view(model=model), name=f"{name}_extend"),
        path(f"{word}/<uuid:uuid>/avsluta/", changes.PlacementEnd.as_view(model=model), name=f"{name}_end"),
        path(f"{word}/<uuid:uuid>/avbryt/", changes.PlacementAbort.as_view(model=model), name=f"{name}_abort"),
        path(
            f"{word}/<uuid:uuid>/handledare/",
            changes.PlacementSupervisor.as_view(model=model),
            name=f"{name}_supervisor",
        ),
        path(
            f"{word}/<uuid:uuid>/avvikelse/", deviations.DeviationCreate.as_view(model=model), name=f"{name}_deviation"
        ),
    ]
