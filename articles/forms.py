"""What the pages of this room ask for."""

from typing import Any

from django import forms
from django.conf.global_settings import LANGUAGES
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.access import Role, Scope
from articles.actions import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from articles.models import Project

ROLE_CHOICES = [
    (Role.EDITOR, gettext_lazy("Editor: reads and tags articles")),
    (Role.ADJUDICATOR, gettext_lazy("Adjudicator: sees every reading and settles differences")),
    (Role.RESEARCHER, gettext_lazy("Researcher: reads what is submitted and downloads it")),
    (Role.MANAGER, gettext_lazy("Manager: runs the project and its members")),
]
SCOPE_CHOICES = [(Scope.READ, gettext_lazy("Read")), (Scope.WRITE, gettext_lazy("Read and write"))]
DAYS_CHOICES = [
    (7, gettext_lazy("7 days")),
    (30, gettext_lazy("30 days")),
    (TOKEN_DAYS, gettext_lazy("90 days")),
    (365, gettext_lazy("One year")),
    (0, gettext_lazy("Until a day I choose")),
]


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg]  # not a generic class at run time
    """The settings of a project."""

    language = forms.ChoiceField(
        help_text=gettext_lazy("Of most articles. An article may say another one."), label=gettext_lazy("Language")
    )

    class Meta:
        model = Project
        fields = (
            "name",
            "description",
            "language",
            "licence",
            "text_rights",
            "blind",
            "assigned_only",
            "shared_sets",
        )
        labels = {
            "name": gettext_lazy("Name"),
            "description": gettext_lazy("Description"),
            "licence": gettext_lazy("Licence"),
            "text_rights": gettext_lazy("What exports may contain"),
            "blind": gettext_lazy("Blind reading"),
            "assigned_only": gettext_lazy("Only assigned articles"),
            "shared_sets": gettext_lazy("Shared readings"),
        }
        help_texts = {
            "description": gettext_lazy("What the project is about, for the people in it."),
            "licence": gettext_lazy("Of the texts, such as “CC BY 4.0” or “press archive, internal use”."),
            "blind": gettext_lazy(
                "Editors do not see each other's readings. Agreement figures mean nothing without it."
            ),
            "assigned_only": gettext_lazy("Editors tag what they are assigned and cannot open articles on their own."),
            "shared_sets": gettext_lazy(
                "Any editor may change any reading, so none is blind. For a team that works on one copy."
            ),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, str] = {code: _(str(name)) for code, name in LANGUAGES}
        self.initial.setdefault("language", self.instance.language)
        known.setdefault(self.instance.language, self.instance.language)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, known[code]) for code in sorted(known, key=known.__getitem__)]


class NewProjectForm(ProjectForm):
    """A project to be started."""

    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Part of every address, and it cannot be changed later. Left empty, it is made from the name."
        ),
    )
    field_order = ("name", "slug")

    def clean_slug(self) -> str:
        given: str = self.cleaned_data["slug"] or slugify(self.data.get("name", ""))[:60].strip("-")
        return given


class InvitationForm(forms.Form):
    """Somebody to be invited by a link."""

    note = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A reminder for you. They do not see it."),
    )
    role = forms.ChoiceField(choices=ROLE_CHOICES, label=gettext_lazy("Role"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class TokenForm(forms.Form):
    """A key for scripts to be made."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as “weekly download, lab server”."),
    )
    scope = forms.ChoiceField(
        choices=SCOPE_CHOICES,
        help_text=gettext_lazy("Reading is downloading. Writing is adding and tagging."),
        label=gettext_lazy("Scope"),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Works for"), choices=DAYS_CHOICES, coerce=int, initial=TOKEN_DAYS)
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Counts only when you choose a day yourself."),
    )

    def clean(self) -> dict[str, Any]:
        """`days` is how long the token works, also when a day was chosen."""
        wanted: dict[str, Any] = super().clean() or {}
        until = wanted.pop("until", None)
        if wanted.get("days") == 0 and "until" not in self.errors:
            wanted["days"] = (until - timezone.now().date()).days + 1 if until else 0
            if not 1 <= wanted["days"] <= LONGEST_TOKEN_DAYS:
                self.add_error("until", _("Choose a day from today to a year from now."))
        return wanted
