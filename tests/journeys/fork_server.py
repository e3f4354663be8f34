"""A fork server: starts bots as forks of a process that has imported all of the bot.

Importing takes most of a start, and the tests start hundreds of bots. Each fork runs
``python -m MODULE ...`` from its first line, in its own environment, and can be killed like any
other process. Run: python -m tests.journeys.fork_server FD, with a socket as FD.
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

REQUEST_LIMIT = 1 << 20


class ForkServer:
    """The client of the process that forks."""

    def __init__(self):
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very file
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )

    def fork(self, command, env, out, errors):
        """Start ``python -m COMMAND`` and return its process id."""
        request = json.dumps({"command": command, "env": env}).encode()
        socket.send_fds(self._socket, [request], [out, errors])
        return self._answer()

    def reap(self, pid):
        """The status of a child that has ended."""
        self._socket.sendall(json.dumps({"reap": pid}).encode())
        return self._answer()

    def _answer(self):
        answer = self._socket.recv(64)
        if not answer:
            raise RuntimeError(f"the fork server ended with {self._process.wait()}")
        return int(answer)

    def close(self):
        """End it, but not what it has forked."""
        self._socket.close()
        self._process.wait()


class Child:
    """A forked process, with what the tests use of ``asyncio.subprocess.Process``."""

    def __init__(self, fork_server, pid, stdout, pipe):
        self._server = fork_server
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
        self.returncode = self._server.reap(self.pid)
        self._ended.set()

    def send_signal(self, number):
        """As ``Popen.send_signal``: nothing if it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self):
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self):
        """Its status, when it has ended; unread output is dropped."""
        await self._ended.wait()
        self._pipe.close()
        await asyncio.sleep(0)  # it is closed in the loop's next turn
        return self.returncode


@functools.cache
def fork_server():
    """The fork server of this test run, which ends with it."""
    server = ForkServer()
    atexit.register(server.close)
    return server


async def start(command, env, errors=None):
    """Start ``python -m COMMAND`` in *env*; *errors* is the file where its errors go, or ours."""
    reading, writing = os.pipe()
    try:
        pid = fork_server().fork(command, env, writing, errors.fileno() if errors else 2)
    finally:
        os.close(writing)
    reader = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
    )
    return Child(fork_server(), pid, reader, pipe)


def serve_forks(client):
    """Fork on request until *client* closes; return the request in each child."""
    while True:
        message, handles, _, _ = socket.recv_fds(client, REQUEST_LIMIT, 2)
        if not message:
            sys.exit()
        request = json.loads(message)
        if "reap" in request:
            _, status = os.waitpid(request["reap"], 0)
            client.sendall(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if not pid:
            os.dup2(handles[0], 1)
            os.dup2(handles[1], 2)
        for handle in handles:
            os.close(handle)
        if not pid:
            client.close()
            return request
        client.sendall(str(pid).encode())


def run_child(request):
    """Run the command of *request*, as a process of its own would."""
    os.environ.clear()
    os.environ.update(request["env"])
    module, *arguments = request["command"]
    sys.argv[1:] = arguments
    sys.stdout.reconfigure(line_buffering=True)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    import uvloop  # noqa: F401 - imported before the fork, as the next ones

    import bot.cli.script
    import bot.cli.serve  # noqa: F401

    run_child(serve_forks(socket.socket(fileno=int(sys.argv[1]))))
