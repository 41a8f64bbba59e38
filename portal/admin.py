"""Staff accounts: who may sign in, and to which groups they belong."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from portal.models import User
from portal.signin import SECOND_STEPS


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
        """A manager does not see superusers, and so cannot take one over; nobody sees patients."""
        second = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        rows = super().get_queryset(request).annotate(has_second_step=Exists(second))
        # A patient's account has no password and is none of the staff.
        rows = rows.exclude(is_staff=False, password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    @admin.display(description="second step", boolean=True, ordering="has_second_step")
    def second_step(self, row: User) -> bool:
        return row.has_second_step  # type: ignore[attr-defined]

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        """Accounts that are made here are for staff."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(description="Reset the second step: they set one up anew", permissions=["change"])
    def reset_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For a lost phone or key; the person sets up a new step at the next sign-in."""
        for user in queryset:
            self.log_change(request, user, "Second step reset.")
        Authenticator.objects.filter(user__in=queryset).delete()
        messages.success(request, "They are asked to set up a second step at the next sign-in.")
