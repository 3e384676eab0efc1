"""What the page of a draft asks for: guidelines, rules, and one form a field."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.scheme.models import Field, Scheme
from annotator.scheme.rules import DEFAULTS, DESCRIPTIONS, Rule, level

LONGEST_CHOICE = 100
MOST_FIELDS = 60
COMMAND_KEYS = 'acq123+x -idslfwmtre"{}[]/v?.,ogn'
"""What the editor listens to itself: a question with one of these keys is reached only by way of the others."""
LEVELS = [
    ("error", gettext_lazy("must be so: refuses submission")),
    ("warning", gettext_lazy("should be so: warns")),
    ("off", gettext_lazy("is not judged")),
]

LEVEL_NAMES = {"error": gettext_lazy("error"), "warning": gettext_lazy("warning"), "off": gettext_lazy("off")}


class ChoicesField(forms.CharField):
    """A list, written one entry a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        choices = [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]
        if any(len(choice) > LONGEST_CHOICE for choice in choices):
            raise forms.ValidationError(
                _("A choice has at most %(longest_choice)s characters.") % {"longest_choice": LONGEST_CHOICE}
            )
        return choices

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (data or "").split("\n") != (self.prepare_value(initial) or "").split("\n")


class FieldForm(forms.Form):
    """One question an editor answers."""

    applies_to = forms.ChoiceField(
        label=gettext_lazy("Asked of each"), choices=Field.AppliesTo.choices, initial=Field.AppliesTo.CLAIM
    )
    name = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        max_length=40,
        error_messages={"invalid": gettext_lazy("A name has small letters, digits and “_”, and begins with a letter.")},
        label=gettext_lazy("Name"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Answer"), choices=Field.Kind.choices, initial=Field.Kind.CHOICE)
    choices = ChoicesField(
        required=False, label=gettext_lazy("Choices, one a line"), widget=forms.Textarea(attrs={"rows": 3})
    )
    guideline = forms.CharField(
        required=False, label=gettext_lazy("The question in words"), widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.CharField(max_length=1, required=False, label=gettext_lazy("Key"))
    required = forms.BooleanField(required=False, label=gettext_lazy("Must be answered"))

    def lost_key(self) -> str:
        """Its key, if pressing that does something else in the editor."""
        key = str(self["key"].value() or "")
        return key if key and key in COMMAND_KEYS else ""

    def clean(self) -> dict[str, Any]:
        """The list of choices is hidden where nobody chooses from it, and what stands in it then means nothing."""
        if self.cleaned_data.get("kind") not in (Field.Kind.CHOICE, Field.Kind.MANY):
            self.cleaned_data["choices"] = []
        return self.cleaned_data


FieldFormSet = formset_factory(
    FieldForm, extra=1, can_order=True, can_delete=True, max_num=MOST_FIELDS, absolute_max=2 * MOST_FIELDS
)


class DraftForm(forms.Form):
    """Guidelines, and a level for every rule."""

    guidelines = forms.CharField(
        required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 14}), label=gettext_lazy("Guidelines")
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("guidelines", scheme.guidelines)
        for rule in Rule:
            self.fields[rule.value] = forms.ChoiceField(
                label=_(DESCRIPTIONS[rule]),
                choices=LEVELS,
                initial=level(scheme.rules, rule),
                help_text=_("Usually: %(what)s.") % {"what": LEVEL_NAMES[DEFAULTS[rule]]},
            )

    def rules(self) -> dict[str, str]:
        """The chosen levels, for the action."""
        return {rule.value: self.cleaned_data[rule.value] for rule in Rule}

    def rule_fields(self) -> list[Any]:
        """The bound fields of the rules, for the template."""
        return [self[rule.value] for rule in Rule]
