"""The addresses of plans and follow-ups."""

from django.urls import include, path

from handlingsplan.views import drafts, follow_ups, goals, parties, plans, progress, templates

plan = [
    path("", plans.PlanPage.as_view(), name="plan"),
    path("ny/", plans.CreatePlan.as_view(), name="plan_create"),
    path("ny-version/", plans.RevisePlan.as_view(), name="plan_revise"),
    path("godkann/", plans.AgreePlan.as_view(), name="plan_agree"),
    path("parter/ny/", parties.AskParty.as_view(), name="plan_party_ask"),
    path("parter/<uuid:party>/", parties.SettleParty.as_view(), name="plan_party_settle"),
    path("ta-bort-utkast/", plans.DiscardDraft.as_view(), name="plan_discard"),
    path("pdf/", plans.PlanDocument.as_view(), name="plan_pdf"),
    path("version/<int:number>/", plans.VersionPage.as_view(), name="plan_version"),
    path("jamfor/<int:number>/<int:other>/", plans.ComparePage.as_view(), name="plan_compare"),
    path("mall/", templates.ChooseTemplate.as_view(), name="plan_template_choose"),
    path("mall/<uuid:template>/", templates.UseTemplate.as_view(), name="plan_template_use"),
    path("det-har-vill-jag/", drafts.EditSummary.as_view(), name="plan_summary"),
    path("mal/nytt/", drafts.AddGoal.as_view(), name="goal_create"),
    path("mal/<uuid:goal>/", drafts.EditGoal.as_view(), name="goal_edit"),
    path("mal/<uuid:goal>/resultat/", goals.SayHowItWent.as_view(), name="goal_result"),
    path("mal/<uuid:goal>/historik/", goals.GoalHistory.as_view(), name="goal_history"),
    path("mal/<uuid:goal>/flytta/", drafts.Move.as_view(), name="goal_move"),
    path("mal/<uuid:goal>/ta-bort/", drafts.RemoveGoal.as_view(), name="goal_remove"),
    path("aktiviteter/ny/", drafts.AddActivity.as_view(), name="activity_create"),
    path("aktiviteter/<uuid:activity>/", drafts.EditActivity.as_view(), name="activity_edit"),
    path("aktiviteter/<uuid:activity>/flytta/", drafts.Move.as_view(), name="activity_move"),
    path("aktiviteter/<uuid:activity>/ta-bort/", drafts.RemoveActivity.as_view(), name="activity_remove"),
    path("aktiviteter/<uuid:activity>/lage/", drafts.ActivityStateView.as_view(), name="activity_state"),
]
urlpatterns = [
    path("planmallar/", templates.PlanTemplates.as_view(), name="plan_templates"),
    path("planmallar/ny/", templates.WriteTemplate.as_view(), name="plan_template_create"),
    path("planmallar/<uuid:template>/", templates.WriteTemplate.as_view(), name="plan_template_edit"),
    path("deltagare/<uuid:uuid>/steg/", progress.ProgressPage.as_view(), name="progress"),
    path("deltagare/<uuid:uuid>/steg/<slug:voice>/", progress.Measure.as_view(), name="measure"),
    path("deltagare/<uuid:uuid>/plan/", include(plan)),
    path("deltagare/<uuid:uuid>/uppfoljning/", follow_ups.FollowUps.as_view(), name="follow_ups"),
    path("deltagare/<uuid:uuid>/uppfoljning/ny/", follow_ups.PlanFollowUp.as_view(), name="follow_up_create"),
    path("uppfoljningar/", follow_ups.FollowUpList.as_view(), name="follow_up_list"),
    path("uppfoljningar/<uuid:uuid>/", follow_ups.FollowUpDetail.as_view(), name="follow_up_detail"),
    path("uppfoljningar/<uuid:uuid>/boka/", follow_ups.BookFollowUp.as_view(), name="follow_up_book"),
    path("uppfoljningar/<uuid:uuid>/boka-mote/", follow_ups.BookMeeting.as_view(), name="follow_up_meeting"),
    path("uppfoljningar/<uuid:uuid>/stall-in/", follow_ups.CancelFollowUp.as_view(), name="follow_up_cancel"),
    path("uppfoljningar/<uuid:uuid>/kopia/", follow_ups.FollowUpCopy.as_view(), name="follow_up_copy"),
    path("uppfoljningar/<uuid:uuid>/kopia/pdf/", follow_ups.FollowUpDocument.as_view(), name="follow_up_pdf"),
]
