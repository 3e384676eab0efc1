from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashes file names and rewrites the relative imports between our ES modules.

    Only statements that end with a semicolon are rewritten; a test reads the collected files.
    """

    support_js_module_import_aggregation = True
