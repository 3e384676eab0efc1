"""The modules as they are served: hashed names all the way down, or a browser would mix old and new ones."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

HASHED = re.compile(r"^\./[\w-]+\.[0-9a-f]{12}\.js$")


def test_every_collected_module_imports_only_hashed_names(tmp_path: Path) -> None:
    manifest = {"BACKEND": "annotator.static_storage.ModuleManifestStorage"}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, "staticfiles": manifest}):
        call_command("collectstatic", interactive=False, verbosity=0)
    modules = [file for file in (tmp_path / "editor").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", file.name)]
    assert modules
    for module in modules:
        for line in module.read_text().splitlines():
            imported = re.search(r"""^(?:import|\}).*["'](\./[^"']+)["']""", line)
            assert not imported or HASHED.match(imported[1]), f"{module.name}: {line}"
            for later in re.findall(r"""\bimport\(["'](\./[^"']+)["']\)""", line):
                assert HASHED.match(later), f"{module.name}: {line}"
