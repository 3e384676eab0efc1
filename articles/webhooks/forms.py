"""What the pages of webhooks ask for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.webhooks.kinds import KINDS


class WebhookForm(forms.Form):
    """An address to be told, and of what."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )
    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=100, required=False)
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Tell it when"),
        widget=forms.CheckboxSelectMultiple,
        choices=[],
        error_messages={"required": gettext_lazy("Choose at least one event.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["url"].help_text = (
            _("It begins with https:// or http://, and this server reaches it.")
            if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES
            else _("It begins with https:// and is reachable from the internet.")
        )
        events = self.fields["events"]
        assert isinstance(events, forms.MultipleChoiceField)
        events.choices = [(kind.name, _(kind.words)) for kind in KINDS]
