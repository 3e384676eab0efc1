"""The process that reads one file: it has no database, no settings, no secrets, and may die.

    python -m annotator.intake.reading JOB      the file on stdin; JOB is {"parent", "format", "name", "size", "asked"}

What it finds goes to stdout in frames: a letter, the length in four bytes, the content in MessagePack.
E encoding · C columns · A the entry it begins · F found · B bad · P how far, in bytes · X a fault · Z the end.
"""

import ctypes
import os
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

if TYPE_CHECKING:
    from annotator.intake.formats.source import Asked
    from annotator.intake.found import Found

MEMORY = 1_200 * 2**20  # bytes of address space; a reader needs a fifth of it
CPU_OF_AN_ITEM = 60  # seconds, started again with everything found
CPU_OF_A_FILE = 3_600
LARGEST_COPY = 2**30  # bytes of a temporary file
FRAME = 5  # bytes before the content
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Read what stdin holds as argv says; every way to fail but being killed ends in an X frame."""
    out = os.fdopen(os.dup(1), "wb", buffering=2**18)
    os.dup2(2, 1)  # whatever a library prints is no frame
    asked = msgspec.json.decode(sys.argv[1])
    end_with(asked["parent"])
    limit()
    from django.conf import settings

    from annotator.intake.collecting import collecting_rarely

    settings.configure(USE_I18N=False)
    from articles.words import gettext_noop

    try:
        with collecting_rarely():
            for kind, content in frames(os.fdopen(0, "rb", closefd=False), asked, out):
                send(out, kind, content)
        send(out, b"Z", None)
    except MemoryError:
        send(
            out,
            b"X",
            (
                "too_large_inside",
                gettext_noop("There is more in this file than can be held in memory; cut it in parts."),
            ),
        )
    out.flush()


def end_with(parent: int) -> None:
    """Let the kernel end this process when its parent ends, however that happens (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("Nobody waits for this file any more.")


def limit() -> None:
    """Bind this process: memory, processor time, what it may write; no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_COPY, LARGEST_COPY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    more_time()


def more_time() -> None:
    """Another CPU_OF_AN_ITEM seconds of the processor before the kernel ends this process."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (min(int(used) + CPU_OF_AN_ITEM, CPU_OF_A_FILE), CPU_OF_A_FILE))


def frames(file: BinaryIO, job: dict[str, Any], out: BinaryIO) -> Iterator[tuple[bytes, Any]]:
    """What reading the file gives, frame by frame."""
    from annotator.intake.formats import registry
    from annotator.intake.formats.source import Asked, Source
    from annotator.intake.found import Found
    from articles.drafts import Fault
    from articles.words import _

    def entering(place: str) -> None:
        more_time()
        send(out, b"A", place)
        out.flush()

    asked = Asked(**{**job["asked"], "skip": frozenset(job["asked"]["skip"])}, entering=entering)
    known = registry.BY_NAME[job["format"]]
    source = Source(job["name"], file, job["size"])
    try:
        if known.coded:
            asked = replace(asked, encoding=registry.encoding_of(source, known, asked))
            yield b"E", asked.encoding
        module = known.load()
        if hasattr(module, "columns_of"):
            names, rows, guessed = module.columns_of(source, asked)
            yield b"C", {"names": names, "rows": rows, "guess": guessed}
        for one in module.read(source, asked):
            yield (b"F", _cut(one, asked)) if isinstance(one, Found) else (b"B", one)
            more_time()
            yield b"P", _told(file)
    except Fault as fault:
        yield b"X", (fault.code, fault.message)
    except MemoryError:
        raise
    except RecursionError:
        yield b"X", ("too_deep", _("This file is nested too deeply to be read."))
    except Exception:  # a damaged file makes its library fail in any way there is
        traceback.print_exc()
        yield (
            b"X",
            ("unreadable", _("This file (%(format)s) could not be read; it may be damaged.") % {"format": known.label}),
        )


def _cut(found: "Found", asked: "Asked") -> "Found":
    """The article with what follows from its text; this process may take its time for it, the one that stores not."""
    from articles.cutting import cut
    from articles.texts import MAX_CHARACTERS, canonical, sha256_of

    if not asked.cut or len(found.draft.text) > MAX_CHARACTERS:
        return found
    text = canonical(found.draft.text)
    made = cut(text, sha256_of(text), found.draft.language or asked.language)
    return replace(found, draft=replace(found.draft, cut=made))


def send(out: BinaryIO, kind: bytes, content: Any) -> None:
    """Write one frame. What no encoding can carry is repaired first, as it would be when stored."""
    try:
        packed = msgspec.msgpack.encode(content)
    except UnicodeEncodeError:
        packed = msgspec.msgpack.encode(_repaired(msgspec.to_builtins(content)))
    out.write(kind + len(packed).to_bytes(4, "big") + packed)


def _repaired(value: Any) -> Any:
    from articles.texts import canonical

    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, dict):
        return {_repaired(key): _repaired(one) for key, one in value.items()}
    return [_repaired(one) for one in value] if isinstance(value, list | tuple) else value


def _told(file: BinaryIO) -> int:
    try:
        return file.tell()
    except (OSError, ValueError):
        return 0


if __name__ == "__main__":
    main()
