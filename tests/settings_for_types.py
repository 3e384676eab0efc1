"""The settings as the type checker sees them: it asks for models, never for a database."""

import os

os.environ.setdefault("SECRET_KEY", "nothing-is-signed-while-types-are-checked")
os.environ.setdefault("DATABASE_URL", "postgresql:///types")

from annotator.settings import *  # noqa: F403
