"""The door for gunicorn. A wrong encryption key stops the start (hazard H22)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

from portal.kit.sealed import prove_key  # noqa: E402 - models load only after set-up

prove_key()
