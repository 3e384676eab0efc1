"""The filters of the data page: the same names and meanings as in the API."""

import contextlib
import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.registry.models import Actor, Topic
from annotator.release.filters import DEFAULT_SET_KINDS, DEFAULT_STATUSES, STATUSES
from annotator.work.library import choices
from annotator.work.models import AnnotationSet, Span
from articles.models import Membership, Project

SUGGESTED = 300
READINGS = {
    "human": gettext_lazy("people"),
    "gold": gettext_lazy("gold"),
    "imported": gettext_lazy("imported"),
    "suggested": gettext_lazy("suggestions"),
}
DEFAULTS = {"set_kind": {str(kind) for kind in DEFAULT_SET_KINDS}, "status": set(DEFAULT_STATUSES)}


class DataForm(forms.Form):
    """`cleaned_data` is what a Selection takes."""

    set_kind = forms.MultipleChoiceField(
        label=gettext_lazy("Readings by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    status = forms.MultipleChoiceField(
        label=gettext_lazy("That are"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.MultipleChoiceField(label=gettext_lazy("Spans"), required=False, widget=forms.CheckboxSelectMultiple)
    outlet = forms.ChoiceField(label=gettext_lazy("Outlet"), required=False)
    annotator = forms.ChoiceField(label=gettext_lazy("Editor"), required=False)
    published_after = forms.DateField(label=gettext_lazy("Published from"), required=False)
    published_before = forms.DateField(label=gettext_lazy("Published before"), required=False)
    actor = forms.CharField(label=gettext_lazy("Actor"), required=False, max_length=300)
    topic = forms.CharField(label=gettext_lazy("Topic"), required=False, max_length=300)

    def __init__(self, sent: QueryDict, *, project: Project) -> None:
        super().__init__(_with_defaults(sent), auto_id="data_%s")
        self.project = project
        self._offer("set_kind", [(kind, str(READINGS[kind])) for kind in AnnotationSet.Kind.values])
        self._offer("status", [(status, _(status)) for status in STATUSES])
        self._offer("kind", [(kind, _(kind)) for kind in Span.Kind.values])
        self._offer("outlet", [("", _("any")), *((outlet, outlet) for outlet in choices(project)["outlet"])])
        codes = Membership.objects.filter(project=project).order_by("pk").values_list("code", flat=True)
        self._offer("annotator", [("", _("any")), *((code, code) for code in codes)])
        for name in ("published_after", "published_before"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        for field in self.fields.values():
            field.widget.attrs["data-submit-on-change"] = True
        for name in ("actor", "topic"):
            self.fields[name].widget.attrs |= {"list": f"{name}-names", "placeholder": _("any")}

    def clean_actor(self) -> uuid.UUID | None:
        known = Actor.objects.filter(project=self.project)
        named = Q(name__iexact=self.cleaned_data["actor"]) | Q(aliases__name__iexact=self.cleaned_data["actor"])
        return self._meant("actor", known, named)

    def clean_topic(self) -> uuid.UUID | None:
        known = Topic.objects.filter(project=self.project)
        return self._meant("topic", known, Q(name__iexact=self.cleaned_data["topic"]))

    def wanted(self) -> dict[str, Any]:
        """The filters in use, without those that say what holds anyway."""
        used = {name: value for name, value in self.cleaned_data.items() if value}
        return {
            name: value for name, value in used.items() if set(value if name in DEFAULTS else ()) != DEFAULTS.get(name)
        }

    def query(self) -> str:
        """The filters in use as the API takes them."""
        return urlencode(sorted(self.wanted().items()), doseq=True)

    def names(self) -> dict[str, list[str]]:
        """What may be typed for an actor or a topic: a few hundred names."""
        of = {"actor": Actor.objects.filter(article=None), "topic": Topic.objects.all()}
        found = {name: rows.filter(project=self.project, merged_into=None) for name, rows in of.items()}
        return {
            name: list(rows.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTED])
            for name, rows in found.items()
        }

    def _offer(self, name: str, offered: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    def _meant(self, what: str, known: QuerySet[Any], named: Q) -> uuid.UUID | None:
        """Whom a name or a UUID means."""
        words = self.cleaned_data[what]
        if not words:
            return None
        with contextlib.suppress(ValueError):
            named = Q(uuid=uuid.UUID(words))
        found: uuid.UUID | None = known.filter(named).order_by("pk").values_list("uuid", flat=True).first()
        if found is None:
            raise forms.ValidationError(
                _("No %(what)s here is called “%(words)s”.") % {"what": _(what), "words": words}
            )
        return found


def _with_defaults(sent: QueryDict) -> QueryDict:
    """What holds anyway is shown ticked."""
    filled = sent.copy()
    for name, values in DEFAULTS.items():
        if name not in sent:
            filled.setlist(name, sorted(values))
    return filled
