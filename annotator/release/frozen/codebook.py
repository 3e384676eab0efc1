"""The codebook of a release: the scheme as it was, with how often each answer was given. Pure."""

from typing import Any

from annotator.release.frozen.facts import Facts, Question
from annotator.release.frozen.markdown import counted

Json = dict[str, Any]
KINDS = {
    "actor": "Somebody who speaks or is spoken of: the words that name them.",
    "cue": "The words that say that something is said, such as “said” or “according to”.",
    "content": "What is said, in the article's words.",
    "claim": "A statement that could be true or false; it belongs to a topic.",
    "supplement": "Words that belong to an attribution without being source, cue or content.",
}
ROLES = {
    "source": "Who is said to have said it; an actor span.",
    "cue": "What says that it was said; a cue span.",
    "content": "What was said; a content span.",
    "addressee": "To whom; an actor span.",
    "supplement": "What else belongs to it; a supplement span.",
}


def as_data(facts: Facts) -> Json:
    """For programs."""
    return {
        "scheme": facts.scheme,
        "guidelines": facts.guidelines,
        "offsets": "half-open, in Unicode code points of the text",
        "kinds": [{"name": kind, "definition": words, "spans": _spans(facts, kind)} for kind, words in KINDS.items()],
        "roles": [{"name": role, "definition": words} for role, words in ROLES.items()],
        "fields": [_field(facts, one) for one in facts.questions],
    }


def as_markdown(facts: Facts) -> str:
    """For people."""
    kinds = "\n".join(f"| `{kind}` | {words} | {_spans(facts, kind)} |" for kind, words in KINDS.items())
    roles = "\n".join(f"| `{role}` | {words} |" for role, words in ROLES.items())
    fields = "\n".join(_told(facts, one) for one in facts.questions) or "The scheme asks nothing more.\n"
    guidelines = facts.guidelines.strip() or "The scheme has no further guidelines."
    return (
        f"# Codebook of {facts.title}\n\nScheme {facts.scheme} of the project {facts.project}, "
        f"as it was for release {facts.number}.\n\n## Guidelines\n\n{guidelines}\n\n"
        f"## Spans\n\n| kind | what it marks | spans |\n| --- | --- | ---: |\n{kinds}\n\n"
        f"## Parts of an attribution\n\n| role | what it is |\n| --- | --- |\n{roles}\n\n"
        f"## Questions\n\n{fields}"
    )


def _spans(facts: Facts, kind: str) -> int:
    number: int = facts.counts["by"]["kind"].get(kind, 0)
    return number


def _given(facts: Facts, one: Question) -> dict[str, int]:
    given: dict[str, int] = facts.counts["values"].get(one.applies_to, {}).get(one.name, {})
    return given


def _field(facts: Facts, one: Question) -> Json:
    given = _given(facts, one)
    return {
        "name": one.name,
        "applies_to": one.applies_to,
        "kind": one.kind,
        "required": one.required,
        "definition": one.guideline,
        "choices": [{"name": choice, "count": given.get(choice, 0)} for choice in one.choices],
        "answered": sum(given.values()),
    }


def _told(facts: Facts, one: Question) -> str:
    given = _given(facts, one)
    required = ", required" if one.required else ""
    head = f"### `{one.name}` of {one.applies_to}s\n\nKind: {one.kind}{required}. Given {sum(given.values())} times.\n"
    words = f"\n{one.guideline.strip()}\n" if one.guideline.strip() else ""
    if not one.choices:
        return head + words
    table = counted("answer", "count", [(choice, given.get(choice, 0)) for choice in one.choices])
    return f"{head}{words}\n{table}\n"
