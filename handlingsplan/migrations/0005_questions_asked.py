from django.db import migrations

# The yearly follow-up of an AMI: plan, tasks, support, health, education, next step (domain.md section 4 [S0]).
QUESTIONS = [
    ("ami_plan", "ami_yearly", "Hur går planen?", "Vad är klart, och vad återstår?", False),
    ("ami_uppgifter", "ami_yearly", "Hur fungerar arbetsuppgifterna?", "", False),
    ("ami_stod", "ami_yearly", "Vilket stöd ges på arbetsplatsen, och räcker det?", "", False),
    ("ami_halsa", "ami_yearly", "Är det något i hälsan som påverkar arbetet?", "", True),
    ("ami_utbildning", "ami_yearly", "Vilken utbildning eller validering är gjord eller behövs?", "", False),
    ("ami_nasta", "ami_yearly", "Vad är nästa steg efter anställningen?", "", False),
    ("plan_mal", "plan", "Hur har det gått med målen sedan sist?", "", False),
    ("plan_hinder", "plan", "Vad har fungerat, och vad har varit svårt?", "", False),
    ("plan_halsa", "plan", "Är det något i hälsan som påverkar planen?", "", True),
    ("plan_andra", "plan", "Vad behöver ändras i planen?", "", False),
    ("praktik_uppgifter", "praktik", "Hur fungerar arbetsuppgifterna?", "", False),
    ("praktik_tider", "praktik", "Hur fungerar tider och närvaro?", "", False),
    ("praktik_handledning", "praktik", "Hur fungerar handledningen?", "", False),
    ("praktik_syfte", "praktik", "Ger praktiken det den var till för?", "", False),
    ("praktik_halsa", "praktik", "Är det något i hälsan som påverkar praktiken?", "", True),
    ("praktik_sedan", "praktik", "Vad händer efter praktiken?", "Till exempel anställning, utbildning, annan praktik.", False),
]  # fmt: skip


def add(apps, schema_editor):
    """Starting values; the systemförvaltare changes them."""
    question = apps.get_model("handlingsplan", "FollowUpQuestion")
    for order, (code, kind, wording, help_text, sensitive) in enumerate(QUESTIONS, start=1):
        question.objects.create(
            code=code, kind=kind, wording=wording, help_text=help_text, sensitive=sensitive, order=order
        )


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0004_follow_up_questions")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
