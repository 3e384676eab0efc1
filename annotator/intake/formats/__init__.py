"""One module a format: `read(source, asked)` yields what it finds in a file, one after the other. Pure.

A module is imported in the process that reads (`annotator.intake.reading`), never in the one that answers people.
"""
