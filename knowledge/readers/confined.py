"""Reading in a child process with limits of time and memory: the door for every file from outside.

    with inner_files(path, limits) as files:       # an archive or a mail gives several
        for file in files:
            reading = read_confined(file.path, limits, on_progress=…)

`knowledge.readers.read` does the same in this process, for files that are known to be good.
"""

import atexit
import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import knowledge
from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.archive import InnerFile
from knowledge.readers.reading import OnProgress, Reading
from knowledge.readers.wire import Received

# What a child may answer with: the text of a library's largest volumes many times over.
LARGEST_ANSWER = 256 * 2**20
# What the server sees of the environment: no token, no address.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TESSDATA_PREFIX", "VIRTUAL_ENV", "SYSTEMROOT")


def read_confined(
    path: Path, limits: Limits = DEFAULT, *, on_progress: OnProgress | None = None
) -> Reading:
    """A file as blocks, read in a child process that is gone when this returns.

    Safe to call from several threads at once; each call has a child of its own. What
    `on_progress` raises ends the child and goes on to the caller.

    Args:
        path: The file; nothing is written beside it.
        limits: What the child may take.
        on_progress: Called with (pages read, pages in all) for formats that have pages.

    Raises:
        ReadError: All of knowledge.readers.read; TOO_SLOW and TOO_HEAVY where a limit ended the
            child; DAMAGED where the file crashed it.
    """
    received = _received(path, limits, on_progress=on_progress)
    if received.reading is None:
        raise ReadError(Problem.DAMAGED, name=path.name, format=_format_of(path))
    return received.reading


@contextlib.contextmanager
def inner_files(path: Path, limits: Limits = DEFAULT) -> Iterator[list[InnerFile]]:
    """The files of an archive or of a mail, taken out in a child process; gone when this ends.

    A file that is neither is the one file in the list, where it lies.

    Raises:
        ReadError: All of knowledge.readers.archive.unpack, TOO_SLOW and TOO_HEAVY.
    """
    with tempfile.TemporaryDirectory(prefix="hoidap-", ignore_cleanup_errors=True) as folder:
        received = _received(path, limits, into=folder)
        inside = [file for file in received.files if file.path.is_relative_to(folder)]
        yield inside or [InnerFile(path.name, path)]


def _received(
    path: Path, limits: Limits, *, into: str | None = None, on_progress: OnProgress | None = None
) -> Received:
    """What a child had to say of a file.

    Raises:
        ReadError: The child refused it, or ended without having said all.
    """
    received = Received()
    with contextlib.closing(_answers(path, limits, into)) as messages:
        for message in messages:
            if message["is"] == "progress":
                if on_progress is not None:
                    on_progress(int(message["done"]), int(message["total"]))
            elif message["is"] != "ended":
                received.take(message)
            elif not received.complete:
                raise _death(int(message["signal"]), path, limits)
    if received.refusal is not None:
        raise received.refusal
    return received


def _answers(path: Path, limits: Limits, into: str | None) -> Generator[dict[str, Any], None, None]:
    """The messages of the child that reads a file, until it has ended."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            about = {"path": str(path.absolute()), "limits": dataclasses.asdict(limits)}
            _SERVER.send(about | {"into": into}, theirs)
        taken = 0
        with ours.makefile("rb") as lines:
            while line := lines.readline(LARGEST_ANSWER):
                taken += len(line)
                if taken > LARGEST_ANSWER:
                    raise ReadError(
                        Problem.TOO_HEAVY, name=path.name, limit_mib=LARGEST_ANSWER // 2**20
                    )
                with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
                    # A line that a dying child left half written says nothing.
                    message = json.loads(line)
                    if message["is"]:
                        yield message


def _death(number: int, path: Path, limits: Limits) -> ReadError:
    """Why a child that gave no answer ended, from the signal that ended it."""
    match number:
        case signal.SIGALRM:
            problem, about = Problem.TOO_SLOW, {"seconds": limits.seconds}
        case signal.SIGXCPU:
            problem, about = Problem.TOO_SLOW, {"seconds": limits.processor_seconds}
        case signal.SIGKILL:  # by the system, which had no memory left
            problem, about = Problem.TOO_HEAVY, {"limit_mib": limits.memory_mib}
        case _:
            return ReadError(
                Problem.DAMAGED, name=path.name, format=_format_of(path), signal=number
            )
    return ReadError(problem, name=path.name, signal=number, **about)


def _format_of(path: Path) -> str:
    return path.suffix.lstrip(".").lower() or "?"


class _Server:
    """The reading server of this process, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def send(self, task: dict[str, object], answer: socket.socket) -> None:
        """Hands a task to the server; `answer` is where the child answers."""
        data = json.dumps(task).encode()
        with self._lock:
            for last in (False, True):
                control = self._running()
                try:
                    socket.send_fds(control, [data], [answer.fileno()])
                    return
                except OSError:
                    if last:
                        raise
                    self._close()

    def _running(self) -> socket.socket:
        if self._control is not None and self._owner == os.getpid():
            return self._control
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            root = str(Path(knowledge.__path__[0]).parent)
            environment |= {
                "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)]),
                # A library that starts threads of its own could not be forked.
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_THREAD_LIMIT": "1",
            }
            self._process = subprocess.Popen(
                [sys.executable, "-m", "knowledge.readers.server", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None and self._owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
        self._process = None

    def close(self) -> None:
        """Ends the server and whatever it still reads."""
        with self._lock:
            self._close()


_SERVER = _Server()
atexit.register(_SERVER.close)
