import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import portal.kit.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0022_articles_read'),
        ('screening', '0003_constraint_sentences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SpokenConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(choices=[('yes', 'yes'), ('withdrawn', 'took the yes back'), ('no', 'no'), ('not_today', 'not today'), ('not_asked', 'needles were not suggested')], max_length=10)),
                ('where', models.CharField(choices=[('visit', 'at the visit'), ('desk', 'to the clinic, before the visit'), ('online', 'online, before the visit')], max_length=6)),
                ('near_lungs', models.BooleanField(default=False, help_text='Needles in the chest, neck or upper back.')),
                ('signed_paper', models.BooleanField(default=False, help_text='The patient signed the form on paper.')),
                ('electrical', models.BooleanField(default=False, help_text='Yes to electrical stimulation, asked apart.')),
                ('words', portal.kit.sealed.SealedJSONField(default=str, help_text='What the patient asked, and was told.')),
                ('at', models.DateTimeField(help_text='When it was noted.')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='consenttext',
            options={'ordering': ['-version'], 'permissions': [('publish_consenttext', 'Can publish a consent text'), ('sign_texts', 'Can sign questionnaire, consent and aftercare as a clinician')]},
        ),
        migrations.AddField(
            model_name='consent',
            name='electrical',
            field=models.BooleanField(blank=True, help_text='Whether that box was ticked; empty if it was not on the page.', null=True, verbose_name='electrical stimulation'),
        ),
        migrations.AddField(
            model_name='consent',
            name='messages',
            field=models.BooleanField(blank=True, help_text='Whether that box was ticked; empty if it was not on the page.', null=True, verbose_name='optional messages'),
        ),
        migrations.AddField(
            model_name='consent',
            name='points',
            field=portal.kit.sealed.SealedJSONField(default=list, help_text='The extra risks that stood on the page, in words.'),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='changed_at',
            field=models.DateTimeField(blank=True, help_text='When the draft was last changed.', null=True),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='patient',
            name='no_needles_since',
            field=models.DateTimeField(blank=True, editable=False, help_text='Took the yes to needles back then; the next spoken yes ends it.', null=True),
        ),
        migrations.AlterField(
            model_name='consenttext',
            name='body',
            field=models.TextField(verbose_name='text'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='needles_have_their_gate', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.needles_used)', func="\n        IF TG_OP = 'UPDATE' THEN\n            IF (NEW.needles_used, NEW.spoken_consent, NEW.screening_checked)\n                IS NOT DISTINCT FROM\n                (OLD.needles_used, OLD.spoken_consent, OLD.screening_checked)\n            THEN RETURN NEW; END IF;\n        END IF;\n        IF NOT EXISTS (\n    SELECT FROM bookings_spokenconsent s\n    WHERE s.appointment_id = NEW.id AND s.undone_at IS NULL\n      AND s.where = 'visit' AND s.said = 'yes'\n) THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                MESSAGE = 'No needles without the patient''s spoken consent.';\n        END IF;\n        IF NEW.screening_checked IS NOT TRUE AND NOT EXISTS (\n    SELECT FROM screening_assessment a\n    JOIN bookings_patient p ON p.id = NEW.patient_id\n    JOIN bookings_location l ON l.id = NEW.location_id\n    CROSS JOIN bookings_clinic c\n    WHERE a.id = NEW.assessment_id\n      AND a.kind = 'needling' AND a.outcome IN ('clear', 'note', 'review')\n      AND a.created_at + make_interval(hours => 24 * c.screening_valid_days) > lower(NEW.during)\n      AND (p.ask_again_since IS NULL\n           OR (a.created_at > p.ask_again_since\n               AND coalesce(a.answered_on, a.on)\n                   >= (p.ask_again_since AT TIME ZONE l.zone)::date))\n) THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                MESSAGE = 'No needles without a valid screening.';\n        END IF;\n        RETURN NEW;\n    ", hash='c2111296feaaa55e6ff392007be48d8e7264bbbd', operation='INSERT OR UPDATE', pgid='pgtrigger_needles_have_their_gate_1dcd5', table='bookings_appointment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='published_consent_text_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.published_at IS NOT NULL)', func="\n                    IF TG_OP = 'UPDATE' THEN\n                        IF (NEW.version, NEW.body, NEW.published_at, NEW.published_by_id,\n                            NEW.changed_at)\n                            IS NOT DISTINCT FROM\n                            (OLD.version, OLD.body, OLD.published_at, OLD.published_by_id,\n                            OLD.changed_at)\n                            AND (OLD.signed_by = ''\n                                 OR (NEW.signed_by, NEW.signed_registration, NEW.signed_on)\n                                 = (OLD.signed_by, OLD.signed_registration, OLD.signed_on))\n                        THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                        MESSAGE = 'A published consent text does not change.';\n                ", hash='215797bbfa5497cccd18982bda0005a99e9af90e', operation='UPDATE OR DELETE', pgid='pgtrigger_published_consent_text_frozen_c32ce', table='bookings_consenttext', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='changed_text_is_unsigned', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.signed_by <> ''\n                    AND (NEW.signed_by, NEW.signed_registration, NEW.signed_on)\n                        IS NOT DISTINCT FROM\n                        (OLD.signed_by, OLD.signed_registration, OLD.signed_on)\n                    AND (NEW.subject, NEW.body, NEW.body_unconfirmed, NEW.red_flags)\n                        IS DISTINCT FROM\n                        (OLD.subject, OLD.body, OLD.body_unconfirmed, OLD.red_flags))", func="\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                        MESSAGE = 'A changed text has to be signed again.';\n                ", hash='28d5f3025b26d74f2759ef89573eeb0d67273972', operation='UPDATE', pgid='pgtrigger_changed_text_is_unsigned_7e5bb', table='bookings_step', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('needles_used', True), _negated=True), models.Q(('screening_checked', True), ('screening_checked__isnull', False)), ('assessment__isnull', False), _connector='OR'), name='no_needles_without_a_screening'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', False), ('signed_by', ''), _connector='OR'), name='consent_text_draft_is_unsigned'),
        ),
        migrations.AddField(
            model_name='spokenconsent',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spoken_consents', to='bookings.appointment'),
        ),
        migrations.AddField(
            model_name='spokenconsent',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spokenconsent',
            name='text',
            field=models.ForeignKey(blank=True, help_text='The text in force at that moment, by which it was talked through.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.consenttext'),
        ),
        migrations.AddConstraint(
            model_name='spokenconsent',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True), ('where', 'visit')), fields=('appointment',), name='one_spoken_consent_at_a_visit'),
        ),
        migrations.AddConstraint(
            model_name='spokenconsent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('said', 'withdrawn'), ('withdrawn_at__isnull', False)), ('said', 'yes'), models.Q(('said__in', ('no', 'not_today', 'not_asked')), ('withdrawn_at__isnull', True)), _connector='OR'), name='withdrawn_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='spokenconsent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('near_lungs', True), ('said', 'yes'), _negated=True), ('signed_paper', True), _connector='OR'), name='near_the_lungs_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='spokenconsent',
            constraint=models.CheckConstraint(condition=models.Q(('electrical', False), ('said', 'yes'), _connector='OR'), name='electrical_needs_a_yes'),
        ),
        migrations.AddConstraint(
            model_name='spokenconsent',
            constraint=models.CheckConstraint(condition=models.Q(('where', 'visit'), ('said', 'withdrawn'), _connector='OR'), name='before_the_visit_it_is_only_taken_back'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spokenconsent',
            trigger=pgtrigger.compiler.Trigger(name='spoken_consent_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF TG_OP = 'DELETE' THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                MESSAGE = 'What a patient said to needles is kept.';\n        END IF;\n        IF to_jsonb(NEW) - 'undone_at' - 'recorded_by_id'\n            IS DISTINCT FROM to_jsonb(OLD) - 'undone_at' - 'recorded_by_id'\n            OR OLD.undone_at IS NOT NULL\n                AND NEW.undone_at IS DISTINCT FROM OLD.undone_at\n            OR NEW.recorded_by_id IS NOT NULL\n                AND NEW.recorded_by_id IS DISTINCT FROM OLD.recorded_by_id\n        THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                MESSAGE = 'What a patient said to needles is kept.';\n        END IF;\n        IF NEW.undone_at IS NOT NULL AND OLD.undone_at IS NULL\n            AND NEW.said = 'yes' AND EXISTS (\n            SELECT FROM bookings_appointment\n            WHERE id = NEW.appointment_id AND needles_used)\n        THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                MESSAGE = 'Needles were used on this yes: correct the visit first.';\n        END IF;\n        RETURN NEW;\n    ", hash='9c973ee48d6eb5f97eb6c2590665abe1b25c7de4', operation='UPDATE OR DELETE', pgid='pgtrigger_spoken_consent_stays_4627a', table='bookings_spokenconsent', when='BEFORE')),
        ),
    ]
