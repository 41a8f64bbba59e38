"""Staff accounts: who may sign in, and to which groups they belong."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from portal.models import User


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]
        field_classes = {"email": forms.EmailField}


@admin.register(User)
class UserAdmin(StockUserAdmin):
    """Accounts are switched off, not deleted. Only a superuser makes superusers."""

    add_form = NewUserForm
    ordering = ["email"]
    list_display = ["email", "first_name", "last_name", "second_step", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["reset_second_step"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Name", {"fields": ["first_name", "last_name"]}),
        ("May", {"fields": ["is_active", "is_staff", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]},
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """A manager does not see superusers, and so cannot take one over."""
        second = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        rows = super().get_queryset(request).annotate(has_second_step=Exists(second))
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    @admin.display(description="second step", boolean=True, ordering="has_second_step")
    def second_step(self, row: User) -> bool:
        return row.has_second_step  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(
        description="Reset the second step: they set up their app anew", permissions=["change"]
    )
    def reset_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For a lost phone; the person sets up a new app at the next sign-in."""
        for user in queryset:
            self.log_change(request, user, "Second step reset.")
        Authenticator.objects.filter(user__in=queryset).delete()
        messages.success(
            request, "They are asked to set up their authenticator app at the next sign-in."
        )
