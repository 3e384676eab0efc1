"""What the page of the log asks for."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.events.sentences import KINDS
from articles.models import Project


class LogForm(forms.Form):
    """Whose doings, and of which kind."""

    person = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)

    def __init__(self, data: object, *, project: Project) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        people = project.memberships.select_related("user").order_by("user__username")
        choices = {
            "person": [("", _("Everybody")), *((one.code, f"{one.user.username} ({one.code})") for one in people)],
            "kind": [("", _("Everything")), *((kind, _(words)) for kind, words in KINDS.items())],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found
