import psycopg
from django.apps import AppConfig

from portal.kit.ranges import InstantRangeLoader


class KitConfig(AppConfig):
    name = "portal.kit"
    label = "kit"
    verbose_name = "Ground floor"

    def ready(self) -> None:
        """Before the first connection, which takes over what is registered by then."""
        psycopg.adapters.register_loader("tstzrange", InstantRangeLoader)
