"""`make run`: database, web server and worker under one process, which starts, watches and stops them in order."""

import os
import signal
import socket
import sys
import threading
import time
import types
from collections.abc import Callable

import psycopg
from django.core.exceptions import ImproperlyConfigured

from annotator.runtime.budget import Budget
from annotator.runtime.database import close_connections
from annotator.runtime.home import FileLock, Home
from annotator.runtime.launch import die_with_parent
from annotator.runtime.listen import listening_socket, names_of
from annotator.runtime.parts import Part, web_server, worker
from annotator.runtime.postgres import EmbeddedPostgres
from annotator.runtime.trouble import Trouble

GRACE = 15.0  # seconds for requests and tasks under way when we are asked to stop


class Supervisor:
    """One installation while it runs."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.lock = FileLock(home.path / "run.lock")
        self.database: EmbeddedPostgres | None = None
        self.database_budget = Budget()
        self.parts: list[Part] = []
        self.socket: socket.socket | None = None
        self.address = ""
        self.stopping = threading.Event()

    def run(self) -> None:
        """Start everything, stay until somebody stops us or something is broken, stop everything."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._asked_to_stop)
        try:
            self._start()
            self._watch()
        finally:
            self._stop()

    def _asked_to_stop(self, number: int, frame: types.FrameType | None) -> None:
        if self.stopping.is_set():  # the second time means now
            for part in self.parts:
                part.wait_or_kill(0)
        self.stopping.set()

    def _start(self) -> None:
        if not self.lock.acquire():
            raise Trouble(
                f"Ascribe is already running on the data folder {self.home.path}; "
                "stop it first, or give this one another folder with ASCRIBE_HOME=/some/folder."
            )
        self.socket, self.address = listening_socket()
        os.environ.setdefault("ALLOWED_HOSTS", names_of(os.environ.get("HOST", "")))
        if not os.environ.get("DATABASE_URL"):
            self.database = EmbeddedPostgres(self.home)
            os.environ["DATABASE_URL"] = self.database.url()
        preparing = Background(self._prepare_django)  # imports take as long as the database does
        if self.database:
            self.database.start()
        preparing.finish()
        if self.stopping.is_set():
            return
        behind = self._is_behind()
        collecting = Background(self._collect_static)  # compressing takes as long as the first tables do
        self._prepare_database(behind)
        collecting.finish()
        if self.stopping.is_set():
            return
        self.parts = self._parts(self.socket.fileno())
        for part in self.parts:
            self._start_part(part)
        self._welcome()

    def _parts(self, socket: int) -> list[Part]:
        locks = [self.lock.descriptor, *([self.database.lock.descriptor] if self.database else [])]
        return [
            Part("web server", lambda: web_server(socket), orphaned=signal.SIGQUIT, close=locks),
            # Killed outright when orphaned: its tasks are leased and done again, its children die with it.
            Part("worker", worker, orphaned=signal.SIGKILL, close=[*locks, socket]),
        ]

    def _start_part(self, part: Part) -> None:
        close_connections()
        part.start()

    def _prepare_django(self) -> None:
        import django

        django.setup()

    def _collect_static(self) -> None:
        from annotator.runtime.static_files import collect

        collect(self.home)

    def _is_behind(self) -> bool:
        """Whether the database lacks tables. Raises Trouble when it must not be used, before anything is made."""
        from annotator.runtime.connect import own_connection
        from annotator.runtime.durability import refuse_unsafe
        from annotator.runtime.migrations import pending

        try:
            with own_connection("ascribe") as connection:  # not from the pool, which would try for half a minute
                refuse_unsafe(connection)
                return bool(pending(connection))
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise Trouble(f"The database of DATABASE_URL does not answer ({reason}).") from error

    def _prepare_database(self, behind: bool) -> None:
        from django.core.management import call_command

        from annotator.runtime.first_run import prepare

        if behind:
            call_command("migrate", interactive=False, verbosity=0)
        prepare(self.home)

    def _welcome(self) -> None:
        from annotator.runtime.first_run import welcome

        welcome(self.home, self.address)

    def _watch(self) -> None:
        while not self.stopping.wait(0.2):
            if self.database and self.database.process and self.database.process.poll() is not None:
                self._database_ended(self.database)
            for part in self.parts:
                if (status := part.ended()) is not None:
                    self._part_ended(part, status)

    def _part_ended(self, part: Part, status: int) -> None:
        if not part.budget.allows():
            raise Trouble(f"The {part.name} keeps ending (last with status {status}); what it wrote above says why.")
        say(f"The {part.name} ended with status {status}; starting it again.")
        self._start_part(part)

    def _database_ended(self, database: EmbeddedPostgres) -> None:
        if not self.database_budget.allows():
            raise Trouble(f"PostgreSQL keeps ending; {self.home.logs}/postgres.log says why.")
        say("PostgreSQL ended; starting it again.")
        database.start()

    def _stop(self) -> None:
        """Web server and worker first, and only then the database they use."""
        self.stopping.set()
        for part in self.parts:
            part.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for part in self.parts:
            if not part.wait_or_kill(deadline):
                say(f"The {part.name} took too long to end and was killed; unfinished tasks will be done again.")
        if self.database:
            self.database.stop()
        if self.socket:
            self.socket.close()
        self.lock.release()


class Background:
    """A function on a thread of its own, whose exception is not lost."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # carried over to the thread that waits
            self._error = error

    def finish(self) -> None:
        self._thread.join()
        if self._error:
            raise self._error


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    if "--end-with-parent" in sys.argv:  # `make run`: without make, nobody could find us to stop us
        die_with_parent(signal.SIGTERM)
    try:
        Supervisor(Home.from_environment().prepare()).run()
    except (Trouble, ImproperlyConfigured) as trouble:
        sys.exit(str(trouble))
