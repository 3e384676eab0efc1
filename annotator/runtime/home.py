"""The data folder (`ASCRIBE_HOME`): what lies in it, and who is using it."""

import fcntl
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from annotator.runtime.trouble import Trouble

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Home:
    """The data folder of one installation. Nobody but its owner can read what is in it."""

    path: Path

    @classmethod
    def from_environment(cls) -> Self:
        return cls(Path(os.environ.get("ASCRIBE_HOME") or REPOSITORY / ".ascribe").absolute())

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def originals(self) -> Path:
        return self.path / "originals"

    @property
    def releases(self) -> Path:
        return self.path / "releases"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def secret_key(self) -> Path:
        return self.path / "secret-key"

    @property
    def first_run(self) -> Path:
        """The accounts of the demo newsroom; its presence says that the first run is over."""
        return self.path / "first-run.txt"

    def prepare(self) -> Self:
        """Make what is missing: the folder, its sub-folders and the secret key."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.logs, self.originals, self.releases):
                folder.mkdir(mode=0o700, exist_ok=True)
            if not self.secret_key.exists():
                self._write_secret_key()
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise Trouble(
                f"The data folder {self.path} cannot be written ({error.strerror}); "
                "choose another one with ASCRIBE_HOME=/some/folder."
            ) from error
        return self

    def let_others_pass(self) -> None:
        """Root's PostgreSQL runs as `nobody` and must reach its folder; nobody may list ours."""
        self.path.chmod(stat.S_IMODE(self.path.stat().st_mode) | 0o011)

    def _write_secret_key(self) -> None:
        # Linked into place, so that of two first runs at once both read the same key.
        handle, name = tempfile.mkstemp(dir=self.path)  # mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        try:
            os.link(name, self.secret_key)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)


class FileLock:
    """An advisory lock on a file that the kernel lets go when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def descriptor(self) -> int:
        """For a forked child to close: what it inherits would keep the lock after its parent's death."""
        assert self._handle is not None, "the lock is not held"
        return self._handle

    def acquire(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Whether we hold the lock now."""
        if self._handle is None:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        mode = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(self._handle, mode)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
