"""What people say about the reading of a file: its encoding, its columns, its offsets, what its labels become."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.intake.encodings import CHOICES
from annotator.intake.formats.units import UNITS
from annotator.intake.forms import languages
from annotator.scheme.models import Scheme
from annotator.work.operations import ROLES
from articles.drafts import SYNONYMS
from articles.models import Upload

KINDS = ("actor", "cue", "content", "claim", "supplement")
FIELDS = {
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "external_id": gettext_lazy("Your own id"),
    "outlet": gettext_lazy("Outlet"),
    "byline": gettext_lazy("Byline"),
    "section": gettext_lazy("Section"),
    "url": gettext_lazy("Web address"),
    "language": gettext_lazy("Language"),
    "published_at": gettext_lazy("Published"),
    "licence": gettext_lazy("Licence"),
}
NOTHING = ("", gettext_lazy("leave out"))


class ReadingForm(forms.Form):
    """Another way to read the same bytes: encoding, language, columns of a table, unit of foreign offsets."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    unit = forms.ChoiceField(
        label=gettext_lazy("Offsets count"), required=False, choices=[("", gettext_lazy("Find out")), *UNITS.items()]
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        options = upload.options
        known = {"encoding": upload.encoding, "language": upload.language, "unit": options.get("unit", "")}
        super().__init__(*args, **{**kwargs, "initial": known})
        cast(forms.ChoiceField, self.fields["language"]).choices = languages(upload.language)
        encoding = cast(forms.ChoiceField, self.fields["encoding"])
        encoding.choices = [("", _("Find out")), *((name, _(what)) for name, what in CHOICES.items())]
        unit = cast(forms.ChoiceField, self.fields["unit"])
        unit.choices = [("", _("Find out")), *((name, _(what)) for name, what in UNITS.items())]
        columns = upload.report.get("columns") or {}
        self.names: list[str] = columns.get("names", [])
        self.rows: list[list[str]] = columns.get("rows", [])
        guess = options.get("columns") or columns.get("guess", {})
        for number, name in enumerate(self.names):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=name,
                required=False,
                initial=guess.get(name, ""),
                choices=[("", _("keep as metadata")), *((field, FIELDS[field]) for field in SYNONYMS)],
            )

    def columns(self) -> list[tuple[Any, list[str]]]:
        """Each column's field with what stands in the first rows."""
        return [
            (self[f"column-{number}"], [row[number] for row in self.rows if number < len(row)])
            for number in range(len(self.names))
        ]

    def clean(self) -> dict[str, Any]:
        """The choices as `read_again` takes them."""
        given = self.cleaned_data
        columns = {name: given.get(f"column-{number}", "") for number, name in enumerate(self.names)}
        if any(columns.values()) and "text" not in columns.values():
            raise forms.ValidationError(_("Say which column holds the texts."))
        chosen = {name: given.get(name, "") for name in ("encoding", "language", "unit")}
        return {**chosen, "columns": columns if any(columns.values()) else {}}


class MappingForm(forms.Form):
    """What each label of a file becomes; see `formats.guessing.Mapping`."""

    def __init__(self, *args: Any, upload: Upload, scheme: Scheme | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing: dict[str, Any] = {"spans": {}, "links": {}, "values": {}}
        self.labels = upload.report.get("labels") or nothing
        self.known = upload.options.get("mapping") or nothing
        kinds = [NOTHING, *((kind, _(kind)) for kind in KINDS)]
        roles = [NOTHING, *((role, _(role)) for role in ROLES)]
        for number, label in enumerate(self.labels["spans"]):
            self._choose(f"span-{number}", label, kinds, self.known["spans"].get(label, ""))
        for number, (label, one) in enumerate(self.labels["links"].items()):
            known = self.known["links"].get(label, {})
            made = [NOTHING, ("attribution", _("attribution"))]
            self._choose(f"link-{number}", label, made, known.get("as", ""))
            for place, role in enumerate(one["roles"]):
                self._choose(f"link-{number}-{place}", role, roles, known.get("roles", {}).get(role, ""))
            for name in ("implicit", "join"):
                self.fields[f"link-{number}-{name}"] = forms.BooleanField(
                    required=False, initial=known.get(name, False)
                )
        fields = sorted({field.name for field in scheme.fields.all()}) if scheme else []
        for number, name in enumerate(self.labels["values"]):
            choices = [NOTHING, *((field, field) for field in fields)]
            self._choose(f"value-{number}", name, choices, self.known["values"].get(name, ""))

    def spans(self) -> list[tuple[Any, int]]:
        return [(self[f"span-{n}"], count) for n, count in enumerate(self.labels["spans"].values())]

    def values(self) -> list[tuple[Any, int]]:
        return [(self[f"value-{n}"], count) for n, count in enumerate(self.labels["values"].values())]

    def links(self) -> list[dict[str, Any]]:
        """Each label of relations with its fields: what it becomes, its roles, and the two further questions."""
        return [
            {
                "field": self[f"link-{n}"],
                "count": one["count"],
                "roles": [self[f"link-{n}-{place}"] for place in range(len(one["roles"]))],
                "implicit": self[f"link-{n}-implicit"],
                "join": self[f"link-{n}-join"],
            }
            for n, one in enumerate(self.labels["links"].values())
        ]

    def mapping(self) -> dict[str, Any]:
        """The mapping as it was chosen. Call it on a valid form."""
        given = self.cleaned_data
        links = {}
        for n, (label, one) in enumerate(self.labels["links"].items()):
            roles = {role: given[f"link-{n}-{place}"] for place, role in enumerate(one["roles"])}
            links[label] = {"as": given[f"link-{n}"], "roles": roles}
            links[label] |= {name: True for name in ("implicit", "join") if given[f"link-{n}-{name}"]}
        return {"spans": self._said("span", self.labels["spans"]), "links": links} | {
            "values": self._said("value", self.labels["values"])
        }

    def _said(self, what: str, labels: Iterable[str]) -> Mapping[str, str]:
        return {label: self.cleaned_data[f"{what}-{n}"] for n, label in enumerate(labels)}

    def _choose(self, name: str, label: str, choices: list[Any], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices, initial=initial)
