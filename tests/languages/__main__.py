"""`make messages`: write what is to be translated into the catalogues, and compile them.

Nothing but Python is needed: Babel reads our sources and writes both kinds of file.
"""

import sys

from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from tests.languages.catalogues import DOMAINS, LANGUAGES, file_of, read, updated


def main() -> int:
    missing = 0
    for language in LANGUAGES:
        for domain in DOMAINS:
            catalogue = updated(read(language, domain), domain)
            with file_of(language, domain).open("wb") as file:
                write_po(file, catalogue, width=116, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
            with file_of(language, domain, "mo").open("wb") as file:
                write_mo(file, catalogue)
            for message in catalogue:
                if message.id and (not message.string or not all(_strings(message.string))):
                    missing += 1
                    print(f"{file_of(language, domain)}: not translated: {message.id!r}")
    print(f"{missing} to translate." if missing else "Everything is translated.")
    return 0


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    sys.exit(main())
