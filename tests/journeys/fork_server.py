"""Children of a process that has read the whole bot: each starts like a new one, but much sooner.

Reading it takes most of a start, and the tests start hundreds of bots. What is forked here runs
``python -m MODULE ...`` from the first line on, in its own environment, and can be killed like any
other process. Run: python -m tests.journeys.nursery FD, with a socket as FD.
"""

import asyncio
import atexit
import functools
import json
import os
import runpy
import signal
import socket
import subprocess
import sys

ASKED_AT_MOST = 1 << 20


class Nursery:
    """The process that forks, from the side that asks it to."""

    def __init__(self):
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very file
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )

    def fork(self, command, env, out, errors):
        """Start ``python -m COMMAND`` and return its process id."""
        asked = json.dumps({"command": command, "env": env}).encode()
        socket.send_fds(self._line, [asked], [out, errors])
        return self._answer()

    def reap(self, pid):
        """The status of a child that has ended."""
        self._line.sendall(json.dumps({"reap": pid}).encode())
        return self._answer()

    def _answer(self):
        answer = self._line.recv(64)
        if not answer:
            raise RuntimeError(f"the nursery ended with {self._process.wait()}")
        return int(answer)

    def close(self):
        """End it; what it has forked lives on."""
        self._line.close()
        self._process.wait()


class Child:
    """One that was forked, with what the tests use of ``asyncio.subprocess.Process``."""

    def __init__(self, nursery, pid, stdout, pipe):
        self._nursery = nursery
        self.pid = pid
        self.stdout = stdout
        self._pipe = pipe
        self.returncode = None
        self._ended = asyncio.Event()
        self._handle = os.pidfd_open(pid)
        asyncio.get_running_loop().add_reader(self._handle, self._reap)

    def _reap(self):
        asyncio.get_running_loop().remove_reader(self._handle)
        os.close(self._handle)
        self.returncode = self._nursery.reap(self.pid)
        self._ended.set()

    def send_signal(self, number):
        """As ``Popen.send_signal``: nothing where it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self):
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self):
        """Its status, when it has ended; what it said and nobody read is dropped."""
        await self._ended.wait()
        self._pipe.close()
        return self.returncode


@functools.cache
def nursery():
    """The one of these tests, ended with them."""
    opened = Nursery()
    atexit.register(opened.close)
    return opened


async def start(command, env, errors=None):
    """Start ``python -m COMMAND`` in *env*; *errors* is the file where its errors go, or ours."""
    reading, writing = os.pipe()
    try:
        pid = nursery().fork(command, env, writing, errors.fileno() if errors else 2)
    finally:
        os.close(writing)
    said = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(said), os.fdopen(reading, "rb", buffering=0)
    )
    return Child(nursery(), pid, said, pipe)


def tend(line):
    """Fork on request until the other side is gone; return the request in each child."""
    while True:
        asked, handles, _, _ = socket.recv_fds(line, ASKED_AT_MOST, 2)
        if not asked:
            sys.exit()
        request = json.loads(asked)
        if "reap" in request:
            _, status = os.waitpid(request["reap"], 0)
            line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if not pid:
            os.dup2(handles[0], 1)
            os.dup2(handles[1], 2)
        for handle in handles:
            os.close(handle)
        if not pid:
            line.close()
            return request
        line.sendall(str(pid).encode())


def grow_up(request):
    """Run what was asked for, as its own process would."""
    os.environ.clear()
    os.environ.update(request["env"])
    module, *arguments = request["command"]
    sys.argv[1:] = arguments
    sys.stdout.reconfigure(line_buffering=True)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    import uvloop  # noqa: F401 - so that every child has read it, as the next ones

    grow_up(tend(socket.socket(fileno=int(sys.argv[1]))))
