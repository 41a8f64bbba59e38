from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0003_keep_what_was_published'),
    ]

    operations = [
        # On the way back the columns need a value for the rows there are.
        migrations.AlterField('article', 'evidence', models.CharField(max_length=10, default='unknown')),
        migrations.AlterField('article', 'evidence_reason', models.CharField(max_length=200, default='')),
        migrations.RemoveConstraint(
            model_name='article',
            name='article_published_has_date',
        ),
        migrations.RemoveConstraint(
            model_name='article',
            name='article_choices_known',
        ),
        migrations.RemoveField(
            model_name='article',
            name='evidence',
        ),
        migrations.RemoveField(
            model_name='article',
            name='evidence_reason',
        ),
        migrations.RemoveField(
            model_name='article',
            name='evidence_year',
        ),
        migrations.RemoveField(
            model_name='article',
            name='status',
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('live__isnull', True), ('first_published__isnull', False), _connector='OR'), name='article_published_has_date', violation_error_message='A published article says when it was first published.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('leads_to__in', ['screening', 'booking', 'contact'])), name='article_choices_known'),
        ),
    ]
