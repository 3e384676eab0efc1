"""The form of what somebody said, read off the quotation marks of several languages."""

import pytest

from annotator.release.quotation import form_of

# The content stands between [ and ]; several pairs are several fragments.
TABLE = {
    "English": ("Brok said “[We never met].”", "direct"),
    "the marks belong to the content": ("Brok said [“We never met.”]", "direct"),
    "no marks": ("Brok said [they never met].", "indirect"),
    "some words": ("Brok said [they “never” met].", "mixed"),
    "elsewhere in the paragraph": ("“Yes,” said Brok. She said [they never met].", "indirect"),
    "between two quotations": ("“Yes,” she said, [as ever], “no.”", "indirect"),
    "straight": ('Brok said "[We never met]."', "direct"),
    "straight and after a word": ('The 6" pipe [broke], he said.', "indirect"),
    "typewriter": ("Brok said ''[We never met].''", "direct"),
    "German": ("Brok sagte: „[Wir trafen uns nie]“, dann ging sie.", "direct"),
    "German books": ("Brok sagte: »[Wir trafen uns nie]«, dann ging sie.", "direct"),
    "French": ("« [Jamais] », dit-elle.", "direct"),
    "Swedish": ("”[Vi träffades aldrig]”, sade hon.", "direct"),
    "Polish": ("Powiedziała: „[Nigdy]” i wyszła.", "direct"),
    "Japanese": ("彼女は「[会ったことはない]」と述べた。", "direct"),
    "Arabic with guillemets": ("قالت: «[لم نلتق قط]».", "direct"),
    "single with an apostrophe": ("‘[We don’t know],’ she said.", "direct"),
    "an apostrophe is no quotation": ("Brok’s aides [don’t know], she said.", "indirect"),
    "nested": ("“[He told me ‘never’ and left],” she said.", "direct"),
    "begins before the content": ("“We met once. [We never met again],” she said.", "direct"),
    "split": ("“[We met],” she said, “[but once].”", "direct"),
    "half of a split": ("“[We met],” she said, [but only once].", "mixed"),
    "goes on in the next paragraph": ("“[We met once.\n“We never met again].” Brok left.", "direct"),
    "the paragraph before does not count": ("“Never.\n[They met once], she said.", "indirect"),
    "after an emoji": ("👋 “👋 [We 👋 met]”", "direct"),
    "closed in the other way": ("”[ja]” sade hon, men [nej]", "mixed"),
    "only punctuation": ("“[…]”", "indirect"),
}


@pytest.mark.parametrize(("marked", "form"), TABLE.values(), ids=TABLE)
def test_form(marked: str, form: str):
    text, fragments = "", []
    for character in marked:
        if character == "[":
            fragments.append((len(text), -1))
        elif character == "]":
            fragments[-1] = (fragments[-1][0], len(text))
        else:
            text += character
    assert form_of(text, fragments) == form
