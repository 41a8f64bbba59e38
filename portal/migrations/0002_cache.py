"""The table of the database cache: it holds limits that must work without Redis."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("portal", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE portal_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamptz NOT NULL
                );
                CREATE INDEX portal_cache_expires ON portal_cache (expires);
            """,
            reverse_sql="DROP TABLE portal_cache",
        ),
    ]
