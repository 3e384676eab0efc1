"""As whom PostgreSQL runs: it refuses to be root, and we may not make users or open other people's folders."""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from annotator.runtime.binaries import copy_of
from annotator.runtime.home import Home
from annotator.runtime.trouble import Trouble

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs, and who owns its folders."""

    binaries: Path
    uid: int
    gid: int
    options: tuple[str, ...] = ()

    def command(self, program: str, *arguments: str) -> list[str]:
        """The command line that becomes `program`, as the right user, and ends with us."""
        return launch(str(self.binaries / program), *arguments, options=(*self.options, "--signal", "SIGINT"))


def launch(program: str, *arguments: str, options: tuple[str, ...] = ()) -> list[str]:
    """The command line of a child that cannot outlive this process."""
    parent = ("--parent", str(os.getpid()))
    return [sys.executable, "-I", "-S", str(LAUNCH), *parent, *options, "--", program, *arguments]


def identity_for(home: Home, binaries: Path) -> Identity:
    """Ourselves; for root the user `nobody`, or root seen from a user namespace as somebody else."""
    if os.geteuid() != 0:
        return Identity(binaries, os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    as_nobody = ("--user", f"{nobody.pw_uid}:{nobody.pw_gid}")
    if reachable_by_others(home.path.parent):
        if reachable_by_others(binaries):
            home.let_others_pass()
            return Identity(binaries, nobody.pw_uid, nobody.pw_gid, as_nobody)
        if not user_namespaces_work():
            home.let_others_pass()
            return Identity(copy_of(binaries, home.path), nobody.pw_uid, nobody.pw_gid, as_nobody)
    if user_namespaces_work():
        return Identity(binaries, 0, 0, ("--namespace",))
    raise Trouble(
        f"PostgreSQL will not run as root and no other user can reach {home.path.parent}; "
        "run as an ordinary user, or set ASCRIBE_HOME=/var/lib/ascribe."
    )


def reachable_by_others(path: Path) -> bool:
    """Whether a stranger may pass through every folder down to `path`."""
    real = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (real, *real.parents))


def user_namespaces_work() -> bool:
    command = launch("/bin/true", options=("--namespace",))
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
