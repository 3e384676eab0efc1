"""The tables of every room, in the order the work flows. Import them from their rooms."""

from annotator.registry.models import Actor, Affiliation, Alias, Topic
from annotator.release.changed.models import Gone
from annotator.release.files.models import FileLink
from annotator.release.models import Release, ReleaseFile
from annotator.release.prepared.models import PreparedExport
from annotator.release.rendered.models import Rendered
from annotator.scheme.models import Field, Scheme
from annotator.work.models import (
    AnnotationSet,
    Attribution,
    Change,
    Comment,
    Dismissal,
    Doubt,
    KeyMap,
    Notice,
    Part,
    SavedFilter,
    Span,
)

__all__ = [
    "Actor",
    "Affiliation",
    "Alias",
    "AnnotationSet",
    "Attribution",
    "Change",
    "Comment",
    "Dismissal",
    "Doubt",
    "Field",
    "FileLink",
    "Gone",
    "KeyMap",
    "Notice",
    "Part",
    "PreparedExport",
    "Release",
    "ReleaseFile",
    "Rendered",
    "SavedFilter",
    "Scheme",
    "Span",
    "Topic",
]
