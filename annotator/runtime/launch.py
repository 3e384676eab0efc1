"""Become another program that ends with its parent: `python launch.py OPTIONS -- PROGRAM ARGUMENT...`.

A script of its own, run with a bare interpreter, because the same steps in a `preexec_fn` could deadlock in a
process that has threads. It needs nothing but the standard library and is gone after 20 ms.
"""

import argparse
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000


def die_with_parent(sign: int) -> None:
    """Ask the kernel to send `sign` to this process when its parent is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)


def enter_user_namespace() -> None:
    """Look like an ordinary user to the program we become, while the files still belong to root."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", "1000 0 1"), ("gid_map", "1000 0 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", default="SIGTERM", help="what we get when the parent is gone")
    parser.add_argument("--user", help="uid:gid to become")
    parser.add_argument("--namespace", action="store_true")
    parser.add_argument("program", nargs="+")
    wanted = parser.parse_args()
    os.setsid()  # a Ctrl-C in the terminal reaches the supervisor only, which stops us in order
    if wanted.user:
        uid, gid = map(int, wanted.user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if wanted.namespace:
        enter_user_namespace()
    die_with_parent(signal.Signals[wanted.signal])  # after the change of user, which clears it
    if os.getppid() != wanted.parent:
        sys.exit("the parent is already gone")
    os.execv(wanted.program[0], wanted.program)


if __name__ == "__main__":
    main()
