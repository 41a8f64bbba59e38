import bookings.models.search
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import portal.kit.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0011_only_what_is_due_is_leased'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PatientMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('moved', models.JSONField(help_text='Ids by kind: {"visits": [...], "tasks": [...], ...}.')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='PatientNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', portal.kit.sealed.SealedJSONField(help_text='The words as a string.')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.RemoveIndex(
            model_name='patient',
            name='patient_words',
        ),
        migrations.AddField(
            model_name='patient',
            name='alert',
            field=models.CharField(blank=True, help_text='One line that everybody at the desk sees. Keep health out of it.', max_length=200),
        ),
        migrations.AddField(
            model_name='patient',
            name='chaperone_wanted',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='patient',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, help_text='The record of the same person that is kept; this one is only history.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='bookings.patient'),
        ),
        migrations.AddField(
            model_name='patient',
            name='online_booking',
            field=models.BooleanField(default=True, help_text='Off: moving a visit online is refused, and the page says to ring.', verbose_name='may book online'),
        ),
        migrations.AddField(
            model_name='patient',
            name='payer',
            field=models.CharField(blank=True, help_text='Empty: the patient. Else who, and how.', max_length=80, verbose_name='who pays'),
        ),
        migrations.AddField(
            model_name='patient',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat(models.Value(' '), bookings.models.search.Folded(django.db.models.functions.text.Concat(models.Value(' '), models.F('first_name'), models.Value(' '), models.F('last_name'), models.Value(' '), models.F('preferred_name'), models.Value(' '), bookings.models.search.Mailbox(models.F('email')), output_field=models.TextField())), models.Value(' '), bookings.models.search.Folded(bookings.models.search.Apart(django.db.models.functions.text.Concat(models.Value(' '), models.F('first_name'), models.Value(' '), models.F('last_name'), models.Value(' '), models.F('preferred_name'), output_field=models.TextField()))), models.Value(' '), bookings.models.search.Digits(models.F('phone')), models.Value(' '), bookings.models.search.Birthday(models.F('date_of_birth')), output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='patient_words_start', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(fields=['last_name', 'first_name'], name='patient_by_name'),
        ),
        migrations.AddConstraint(
            model_name='patient',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='patient_not_merged_into_itself'),
        ),
        migrations.AddField(
            model_name='patientmerge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='patientmerge',
            name='gone',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='merge', to='bookings.patient'),
        ),
        migrations.AddField(
            model_name='patientmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='bookings.patient'),
        ),
        migrations.AddField(
            model_name='patientnote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='patientnote',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='bookings.patient'),
        ),
        migrations.AddConstraint(
            model_name='patientmerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_of_two_records'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientmerge',
            trigger=pgtrigger.compiler.Trigger(name='merge_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7d6340bcffe89a7ab1d3bc7476b298ce08cdcf7', operation='UPDATE OR DELETE', pgid='pgtrigger_merge_is_kept_1b226', table='bookings_patientmerge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientnote',
            trigger=pgtrigger.compiler.Trigger(name='note_is_written_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."at" IS DISTINCT FROM (NEW."at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c83ec7ff61bf999f253f65168d5e17da800f8399', operation='UPDATE', pgid='pgtrigger_note_is_written_once_906ef', table='bookings_patientnote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientnote',
            trigger=pgtrigger.compiler.Trigger(name='note_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c87e6c6e7ee6e52416bb9641fe853b290ff66cb8', operation='DELETE', pgid='pgtrigger_note_is_kept_e6bde', table='bookings_patientnote', when='BEFORE')),
        ),
    ]
