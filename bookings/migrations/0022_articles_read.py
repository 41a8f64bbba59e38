from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0021_what_if'),
        ('education', '0002_evidence_glossary_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='articles',
            field=models.ManyToManyField(blank=True, help_text='The versions of articles that were opened on the way to this visit.', related_name='+', to='education.revision'),
        ),
    ]
