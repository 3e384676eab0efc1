"""The command `ascribe`: releases and exports without writing a program."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from ascribe.errors import AscribeError
from ascribe.projects import Ascribe, Project
from ascribe.releases import Release

WHERE = "The token is read from ASCRIBE_TOKEN, the address from ASCRIBE_URL or --url."


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when it is done, 1 when it could not be."""
    asked = _asked(arguments)
    try:
        with Ascribe(asked.url) as server:
            asked.do(server.project(asked.project), asked)
    except (AscribeError, OSError) as error:
        print(f"ascribe: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ascribe: stopped; a download goes on from here when it is asked for again.", file=sys.stderr)
        return 130
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line. argparse takes filters in front of options or behind them, never both: we take all."""
    parser = _parser()
    asked, more = parser.parse_known_args(arguments)
    if more and (asked.do is not _export or any(one.startswith("-") for one in more)):
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    asked.filters = [*getattr(asked, "filters", []), *more]
    return asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ascribe", description="Fetch data of Ascribe.", epilog=WHERE)
    parser.add_argument("--url", help="the address of the server, instead of ASCRIBE_URL")
    commands = parser.add_subparsers(required=True)

    one = _command(commands, "download", _download, "fetch a release and check its digests; continues what broke off")
    one.add_argument("folder", nargs="?", help="where to; PROJECT-NUMBER when left out")
    one.add_argument("--release", type=int, help="its number; the newest when left out")
    one.add_argument("--sha256", help="refuse any other release than the one with this digest")
    one.add_argument("--only", action="append", help="only files of this pattern, such as 'data/*.parquet'")

    one = _command(commands, "export", _export, "save what there is now")
    one.add_argument("file", help="where to")
    one.add_argument("filters", nargs="*", help="such as outlet='Daily Planet' set_kind=gold")
    one.add_argument("--as", dest="form", default="jsonl", help="the format (default: jsonl)")
    one.add_argument("--prepare", action="store_true", help="have the server write a file first; for what is large")

    one = _command(commands, "rehydrate", _rehydrate, "fill a release without texts from your own copies")
    one.add_argument("texts", help="a folder of .txt files, or of .jsonl and .csv files with a column “text”")
    one.add_argument("folder", help="where to write the filled files")
    one.add_argument("--release", type=int, help="its number; the newest when left out")
    return parser


def _command(commands: Any, name: str, do: Any, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help, epilog=WHERE)
    parser.set_defaults(do=do, sha256=None)
    parser.add_argument("project", help="its name in addresses")
    return parser


def _release(project: Project, asked: argparse.Namespace) -> Release:
    number = project.latest().number if asked.release is None else asked.release
    return project.release(number, sha256=asked.sha256)


def _download(project: Project, asked: argparse.Namespace) -> None:
    release = _release(project, asked)
    folder = release.download(asked.folder or f"{project.slug}-{release.number}", only=asked.only or "*")
    print(f"{folder}: release {release.number}, SHA-256 {release.info['sha256']}")


def _export(project: Project, asked: argparse.Namespace) -> None:
    filters: dict[str, list[str]] = {}
    for one in asked.filters:
        name, equals, value = one.partition("=")
        if not equals:
            raise AscribeError(f"“{one}” is not a filter; filters look like outlet='Daily Planet'.")
        filters.setdefault(name, []).append(value)
    export = project.prepare_export if asked.prepare else project.export
    print(export(asked.form, **filters).save(asked.file))


def _rehydrate(project: Project, asked: argparse.Namespace) -> None:
    filled = _release(project, asked).rehydrate(asked.texts)
    print(f"{filled.save(asked.folder)}: {filled.found} texts found, {len(filled.missing)} missing")
    for missing in filled.missing:
        print(json.dumps(missing, ensure_ascii=False), file=sys.stderr)
