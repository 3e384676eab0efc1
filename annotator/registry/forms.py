"""What the pages of actors and topics ask for."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.registry.models import Actor, Topic
from articles.models import Project

NAMED_KINDS = [(kind.value, kind.label) for kind in Actor.Kind if kind != Actor.Kind.ANONYMOUS]


class EntryField(forms.CharField):
    """An actor or a topic of the project, written as its name, another name of it, its code or its id.

    Scripts propose names while one types (`static/registry/propose.js`).
    """

    def __init__(self, table: type[Actor] | type[Topic], **options: Any) -> None:
        super().__init__(max_length=300, **options)
        self.table = table
        self.project: Project | None = None

    def within(self, project: Project) -> None:
        """Say which project the names are looked up in."""
        self.project = project
        kind = "actors" if self.table is Actor else "topics"
        self.widget.attrs |= {
            "data-propose": reverse(f"api-{kind}", args=[project.slug]),
            "list": f"proposed-{kind}",
            "autocomplete": "off",
        }

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, self.table) else value

    def clean(self, value: Any) -> Actor | Topic | None:
        words = " ".join(super().clean(value).split())
        if not words:
            return None
        found = self.table.objects.filter(project=self.project).current().called(words)
        if not found:
            raise forms.ValidationError(_("Nothing here is called “%(words)s”.") % {"words": words})
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several are called “%(words)s”; take the id from the address of the right one.") % {"words": words}
            )
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class SearchForm(forms.Form):
    """Which actors to list."""

    q = forms.CharField(required=False, max_length=300, label=gettext_lazy("Name"), widget=forms.SearchInput)
    kind = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("any kind")), *Actor.Kind.choices], label=gettext_lazy("Kind")
    )


class WithinProject(forms.Form):
    """A form whose entries are looked up in one project."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, EntryField):
                field.within(project)


class ActorForm(WithinProject):
    """An actor as a curator describes it."""

    name = forms.CharField(max_length=300, label=gettext_lazy("Name"))
    kind = forms.ChoiceField(choices=NAMED_KINDS, label=gettext_lazy("Kind"))
    wikidata = forms.CharField(
        max_length=20,
        required=False,
        label=gettext_lazy("Wikidata"),
        help_text=gettext_lazy("The number of its item, such as Q42."),
    )
    parent = EntryField(
        Actor, required=False, label=gettext_lazy("Part of"), help_text=gettext_lazy("The body or state it belongs to.")
    )

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor is not None:
            self.initial = {
                "name": actor.name, "kind": actor.kind, "wikidata": actor.wikidata_qid, "parent": actor.parent,
            }  # fmt: skip
        if actor is not None and actor.article_id is not None:
            kind = self.fields["kind"]
            assert isinstance(kind, forms.ChoiceField)
            kind.choices = [*NAMED_KINDS, (Actor.Kind.ANONYMOUS.value, _("Anonymous: of its one article"))]


class NewActorForm(ActorForm):
    """A new actor, with the names the press uses. A name that exists needs a second thought."""

    aliases = forms.CharField(
        required=False,
        label=gettext_lazy("Other names"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, as the press writes them."),
    )
    again = forms.BooleanField(required=False, label=gettext_lazy("This is somebody else"), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: list[Actor] = []

    def clean_aliases(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]

    def look_for_same(self, project: Project) -> None:
        """Ask once when the name is taken: homonyms exist, doubles are more common."""
        name = " ".join(self.cleaned_data.get("name", "").split())
        if name and not self.cleaned_data.get("again"):
            same = Actor.objects.filter(project=project, article=None).current().filter(name__iexact=name)
            self.known = list(same[:5])


class AliasForm(forms.Form):
    name = forms.CharField(max_length=300, label=gettext_lazy("Another name"))


class AffiliationForm(WithinProject):
    """What an actor was, where and when."""

    role = forms.CharField(
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as “foreign minister”."),
        label=gettext_lazy("Role"),
    )
    organisation = EntryField(Actor, required=False, label=gettext_lazy("Organisation"))
    valid_from = forms.DateField(
        required=False, label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    valid_to = forms.DateField(
        required=False, label=gettext_lazy("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class MergeActorForm(WithinProject):
    """Which of two actors stays."""

    into = EntryField(Actor, label=gettext_lazy("Which one stays?"))


class MergeTopicForm(WithinProject):
    """Which of two topics stays."""

    into = EntryField(Topic, label=gettext_lazy("Which one stays?"))


class TopicForm(WithinProject):
    """A topic of the claim catalogue."""

    name = forms.CharField(
        max_length=300,
        help_text=gettext_lazy("A claim one can support or oppose, or a category of claims."),
        label=gettext_lazy("Name"),
    )
    code = forms.CharField(
        max_length=40,
        required=False,
        help_text=gettext_lazy("Such as 110. Lists are ordered by it."),
        label=gettext_lazy("Code"),
    )
    parent = EntryField(
        Topic,
        required=False,
        label=gettext_lazy("Part of"),
        help_text=gettext_lazy("The name or code of the category above it."),
    )
    definition = forms.CharField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}), label=gettext_lazy("Definition")
    )
    examples = forms.CharField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}), label=gettext_lazy("Examples")
    )

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if topic is not None:
            self.initial = {name: getattr(topic, name) for name in self.fields}
