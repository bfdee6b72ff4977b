"""The process that reads for the program: it forks a child for each file.

It holds the readers imported and nothing else: no database, no token, no model. So a child starts
in milliseconds, and what a hostile file can reach is small. A task comes over the control socket:
one JSON datagram and, with it, the end of a socket on which the child answers with lines of
knowledge.readers.wire. When the child has died, the server adds how. When the program is gone, the
control socket closes; then all children are killed, folders of unpacked files are removed and the
server ends.
"""

import contextlib
import gc
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from knowledge.errors import ReadError
from knowledge.limits import Limits
from knowledge.readers import read
from knowledge.readers.archive import unpack
from knowledge.readers.wire import line, reading_lines, refusal_line, unpacked_lines

LARGEST_TASK = 64 * 1024  # bytes; a path and the limits


def serve(control: socket.socket) -> None:
    """Takes tasks until the program closes the control socket."""
    waking, woken = socket.socketpair()
    for end in (waking, woken):
        end.setblocking(False)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, _noticed)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to handle
    children: dict[int, socket.socket] = {}
    folders: set[str] = set()
    gc.collect()
    gc.freeze()
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(waking, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if waking in ready:
                with contextlib.suppress(BlockingIOError):
                    waking.recv(4096)
                _reap(children)
            if control in ready:
                task, fds, _, _ = socket.recv_fds(control, LARGEST_TASK, 1)
                if not fds:
                    break
                answer = socket.socket(fileno=fds[0])
                if into := json.loads(task).get("into"):
                    folders = {each for each in folders if Path(each).exists()} | {into}
                if child := os.fork():
                    children[child] = answer
                    continue
                with contextlib.suppress(BaseException):
                    signal.set_wakeup_fd(-1)
                    for inherited in (control, waking, woken, *children.values()):
                        inherited.close()
                    _work(answer, json.loads(task))
                os._exit(0)
    for child in children:
        _kill_group(child)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _noticed(_number: int, _frame: FrameType | None) -> None:
    """A child ended; the byte that this leaves in the wakeup socket is what counts."""


def _reap(children: dict[int, socket.socket]) -> None:
    """Says of each child that ended how it did, and ends what it started."""
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while children and (ended := os.waitid(os.P_ALL, 0, flags)) is not None:
        _kill_group(ended.si_pid)  # before its number can belong to another
        _, status = os.waitpid(ended.si_pid, 0)
        answer = children.pop(ended.si_pid)
        code = os.waitstatus_to_exitcode(status)
        with answer, contextlib.suppress(OSError):
            answer.settimeout(1)
            answer.sendall(b"\n" + line("ended", signal=max(0, -code)))


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _work(answer: socket.socket, task: dict[str, object]) -> None:
    """What the child does; its end is the end of its process, whatever it left behind."""
    os.setsid()
    for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGALRM, signal.SIGXCPU, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    limits = Limits(**task["limits"])  # type: ignore[arg-type]
    path = Path(str(task["path"]))
    into = task.get("into")
    _confine(limits, written=limits.file_bytes if into else 0)

    def progress(done: int, total: int) -> None:
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        answer.sendall(line("progress", done=done, total=total))

    try:
        with answer.makefile("wb", 2**16) as out:
            for message in (
                unpacked_lines(unpack(path, Path(str(into)), limits))
                if into
                else reading_lines(read(path, limits, on_progress=progress))
            ):
                out.write(message)
    except ReadError as error:
        answer.sendall(refusal_line(error))


def _confine(limits: Limits, *, written: int) -> None:
    """Limits this process and all it starts: memory, time, the bytes of a file it may write."""
    pages_taken = int(Path("/proc/self/statm").read_text().split()[0])
    memory = pages_taken * resource.getpagesize() + limits.memory_mib * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = limits.processor_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    os.nice(5)  # the chat stays fast meanwhile


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
