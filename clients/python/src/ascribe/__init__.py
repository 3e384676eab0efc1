"""Read, cite and add to the data of Ascribe.

from ascribe import Ascribe

project = Ascribe("https://ascribe.example.org", token).project("port-strike")
spans = project.release(3).load("spans")
"""

from ascribe.errors import AscribeError, Conflict, Failed, Refused, TooLarge, Torn, Unreachable
from ascribe.exports import Export, Prepared
from ascribe.projects import Ascribe, Project
from ascribe.rehydration import Rehydrated
from ascribe.releases import Release
from ascribe.uploads import Upload

__version__ = "0.1.0"
__all__ = [
    "Ascribe",
    "AscribeError",
    "Conflict",
    "Export",
    "Failed",
    "Prepared",
    "Project",
    "Refused",
    "Rehydrated",
    "Release",
    "TooLarge",
    "Torn",
    "Unreachable",
    "Upload",
]
