import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

# English with stems, and the words as they are written; neither knows accents.
CONFIGURATIONS = """
    CREATE TEXT SEARCH CONFIGURATION portal_english (COPY = english);
    ALTER TEXT SEARCH CONFIGURATION portal_english
        ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
        WITH unaccent, english_stem;
    CREATE TEXT SEARCH CONFIGURATION portal_words (COPY = simple);
    ALTER TEXT SEARCH CONFIGURATION portal_words
        ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
        WITH unaccent, simple;
"""
WITHOUT = """
    DROP TEXT SEARCH CONFIGURATION portal_english;
    DROP TEXT SEARCH CONFIGURATION portal_words;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0004_drop_what_moved'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CONFIGURATIONS, WITHOUT),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('article', 'Article'), ('question', 'Question'), ('term', 'Word explained'), ('evidence', 'Evidence')], max_length=10)),
                ('page', models.CharField(help_text='The title of the page that it is on.', max_length=120)),
                ('heading', models.CharField(max_length=300)),
                ('opening', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('address', models.CharField(max_length=160)),
                ('vector', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('heading', config='portal_english', weight='A'), '||', django.contrib.postgres.search.SearchVector('opening', config='portal_english', weight='B'), django.contrib.postgres.search.SearchConfig('portal_english')), '||', django.contrib.postgres.search.SearchVector('text', config='portal_english', weight='C'), django.contrib.postgres.search.SearchConfig('portal_english')), '||', django.contrib.postgres.search.SearchVector('page', config='portal_english', weight='D'), django.contrib.postgres.search.SearchConfig('portal_english')), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name='searchentry',
            name='article',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='education.article'),
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('word', 'gin_trgm_ops'), name='search_word_trigrams'),
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='search_entry_vector'),
        ),
    ]
