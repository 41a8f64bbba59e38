import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.fields.json
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'evidence row that it names',
                'verbose_name_plural': 'evidence rows that it names',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Texts name it: [evidence: neck-pain] becomes its label.', unique=True)),
                ('condition', models.CharField(max_length=80)),
                ('about', models.CharField(choices=[('any', 'Any part of the body'), ('head', 'Head, jaw and neck'), ('arm', 'Shoulder, elbow and arm'), ('back', 'Back, hip and pelvis'), ('leg', 'Knee, leg and foot'), ('body', 'The whole body'), ('safety', 'Risks and side effects'), ('method', 'How it is done')], default='any', max_length=10)),
                ('comparison', models.CharField(help_text='What was compared with what.', max_length=160)),
                ('outcome', models.CharField(help_text='What came out of it.', max_length=160)),
                ('label', models.CharField(choices=[('good', 'Good evidence'), ('some', 'Some evidence'), ('early', 'Early or mixed evidence'), ('unknown', 'Not known or not supported')], max_length=10, verbose_name='how sure')),
                ('reason', models.CharField(max_length=200, verbose_name='why so sure')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of the newest review')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='place in the list')),
            ],
            options={
                'verbose_name': 'evidence row',
                'ordering': ['position', 'condition'],
            },
        ),
        migrations.CreateModel(
            name='ComparisonRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('question', models.CharField(max_length=80)),
                ('needling', models.TextField(verbose_name='dry needling')),
                ('other', models.TextField(verbose_name='the other treatment')),
            ],
            options={
                'verbose_name': 'row of the comparison',
                'verbose_name_plural': 'rows of the comparison',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='GlossaryTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('term', models.CharField(max_length=60, unique=True)),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, help_text='Plurals and other words for it, with commas between them.', size=None, verbose_name='other forms')),
                ('explanation', models.CharField(help_text='In plain words, as you would say it to somebody.', max_length=300)),
                ('source', models.SlugField(blank=True, help_text='The key of a reference, such as brady-2014, if it rests on one.')),
            ],
            options={
                'verbose_name': 'glossary term',
                'ordering': ['term'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('html', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('edited_by', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, help_text='The accounts that have changed the text since it was last published.', size=None)),
                ('published_at', models.DateTimeField(null=True)),
                ('second_person', models.BooleanField(default=False, help_text='It was a safety page when it was published.')),
                ('alone_because', models.CharField(blank=True, help_text='Why one person published a safety page alone.', max_length=300)),
                ('title', models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('title', 'content'), output_field=models.TextField())),
                ('short_title', models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('short_title', 'content'), output_field=models.TextField())),
                ('lead', models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('lead', 'content'), output_field=models.TextField())),
                ('first_claim', models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('0', django.db.models.fields.json.KeyTextTransform('claims', 'content')), output_field=models.TextField())),
                ('reviewer_name', models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('reviewer_name', 'content'), output_field=models.TextField())),
                ('next_review', models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('next_review', 'content'), output_field=models.TextField())),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['position', 'title'], 'permissions': [('publish_article', 'Can publish an article')]},
        ),
        migrations.AddField(
            model_name='article',
            name='compared_with',
            field=models.CharField(blank=True, help_text='Makes this a comparison page: head of its column.', max_length=40),
        ),
        migrations.AddField(
            model_name='article',
            name='safety',
            field=models.BooleanField(default=False, help_text='Somebody who has not edited it publishes it.', verbose_name='safety page'),
        ),
        migrations.AddField(
            model_name='article',
            name='what_we_suggest',
            field=models.TextField(blank=True, verbose_name='what our physiotherapists suggest'),
        ),
        migrations.AlterField(
            model_name='article',
            name='alternatives',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='first_published',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='slug',
            field=models.SlugField(help_text='The address. After a change the old one leads to the new one.', unique=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='who_should_not',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='reference',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='references', to='education.article'),
        ),
        migrations.AlterField(
            model_name='reference',
            name='key',
            field=models.SlugField(help_text='Short and the same everywhere, such as brady-2014.'),
        ),
        migrations.AddField(
            model_name='articleclaim',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named_claims', to='education.article'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('about__in', ['any', 'head', 'arm', 'back', 'leg', 'body', 'safety', 'method']), ('label__in', ['good', 'some', 'early', 'unknown'])), name='claim_choices_known'),
        ),
        migrations.AddField(
            model_name='articleclaim',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='education.claim'),
        ),
        migrations.AddField(
            model_name='reference',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='references', to='education.claim'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.UniqueConstraint(fields=('claim', 'key'), name='reference_once_a_claim'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('claim__isnull', True)), models.Q(('article__isnull', True), ('claim__isnull', False)), _connector='OR'), name='reference_of_one_thing'),
        ),
        migrations.AddField(
            model_name='comparisonrow',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='education.article'),
        ),
        migrations.AddField(
            model_name='formerslug',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='education.article'),
        ),
        migrations.AddField(
            model_name='revision',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='education.article'),
        ),
        migrations.AddField(
            model_name='revision',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='article',
            name='live',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='education.revision'),
        ),
        migrations.AddConstraint(
            model_name='articleclaim',
            constraint=models.UniqueConstraint(fields=('article', 'claim'), name='claim_once_an_article'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='revision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('published_by__isnull', True), ('second_person', False), models.Q(('edited_by__contains', [models.F('published_by_id')]), _negated=True), models.Q(models.Q(('alone_because', ''), _negated=True), ('published_at__gte', django.db.models.expressions.CombinedExpression(models.F('made_at'), '+', models.Value(datetime.timedelta(days=1))))), _connector='OR'), name='a_second_person_publishes_safety_pages'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='revision_text_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.article_id, OLD.number, OLD.content, OLD.made_at, OLD.made_by_id, OLD.edited_by) IS DISTINCT FROM (NEW.article_id, NEW.number, NEW.content, NEW.made_at, NEW.made_by_id, NEW.edited_by))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c446c7eab16d8c57d61b8df2a8e5d6dc9597cf5c', operation='UPDATE', pgid='pgtrigger_revision_text_frozen_96fed', table='education_revision', when='BEFORE')),
        ),
    ]
