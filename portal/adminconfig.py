from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Stands apart from portal/apps.py: one module may hold one default AppConfig only."""

    default_site = "portal.adminsite.PortalAdminSite"
