"""Send signals, and connect to others."""

import os
import struct

from tools import BAIT, attack, claim, libc, reach, syscall

signal = reach("signal")
F_SETFL, F_SETOWN, F_SETSIG, O_ASYNC = 4, 8, 10, 0o20000
AF_NETLINK, AF_VSOCK, SOCK_RAW = 16, 40, 3


# goal: reach a service of this machine by an abstract unix socket, which no file guards
# must: error raised | failed raised
# unwalled: abstract
def connection_by_abstract_socket():
    socket = reach("_socket")
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect("\0" + BAIT["abstract"])


# goal: connect by system calls made by number
# must: error raised | error crashed
# unwalled: claim
def connection_by_number():
    claim(f"a socket: {syscall('socket', 2, 1, 0)}")


# goal: send what was seen to a server (dishonest submission of the peers' survey)
# must: error raised | failed raised
# unwalled: tcp
def connection_by_tcp():
    socket = reach("_socket")
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.connect(("127.0.0.1", BAIT["port"]))
    line.send(b"the inputs")


# goal: reach a service of this machine by a unix socket (as of a container engine)
# must: error raised | failed raised
# unwalled: unix
def connection_by_unix_socket():
    socket = reach("_socket")
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect(BAIT["unix"])


# goal: signal the group of this process, in which a keeper of processes might be
# must: error raised | incorrect
def group_killed():
    if os.getpgrp() != os.getpid():  # a group of somebody else
        os.killpg(os.getpgrp(), 0)
        claim("the group of another process may be signalled")


# goal: kill this process, with nothing left to say
# must: error crashed | error raised
def killed_by_itself():
    os.kill(os.getpid(), signal.SIGKILL)


# goal: send what was seen without a connection, as a name server would be asked
# must: error raised | failed raised
# unwalled: udp
def message_by_udp():
    socket = reach("_socket")
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"the inputs", ("127.0.0.1", BAIT["port"]))


# goal: offer a service that others reach
# must: error raised | failed raised
# unwalled: claim
def server():
    socket = reach("_socket")
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.bind(("127.0.0.1", 0))
    line.listen(1)
    claim(f"listening at {line.getsockname()}")


# goal: signal the judge by a descriptor of its process
# must: error raised | error crashed
# unwalled: signal
def signal_by_pidfd():
    syscall("pidfd_send_signal", syscall("pidfd_open", BAIT["judge"], 0), int(signal.SIGUSR1), 0, 0)


# goal: let the kernel signal the judge, as the owner of a pipe that has become readable
# must: error raised | incorrect
# unwalled: signal
def signal_by_pipe_owner():
    fcntl = reach("fcntl")
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, BAIT["judge"])
    fcntl.fcntl(reader, F_SETSIG, int(signal.SIGUSR1))
    fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | O_ASYNC)
    os.write(writer, b"x")


# goal: the same by the C library, where the module fcntl is not offered
# must: error raised | incorrect
# unwalled: signal
def signal_by_pipe_owner_without_fcntl_module():
    c = libc()
    reader, writer = os.pipe()
    refused = [c.fcntl(reader, F_SETOWN, BAIT["judge"]), c.fcntl(reader, F_SETSIG, int(signal.SIGUSR1)), c.fcntl(reader, F_SETFL, O_ASYNC)]
    os.write(writer, b"x")
    if any(refused):
        raise PermissionError("fcntl")


# goal: signal the judge by rt_sigqueueinfo
# must: error raised | error crashed
# unwalled: signal
def signal_queued():
    information = struct.pack("<iii", int(signal.SIGUSR1), 0, -1).ljust(128, b"\0")
    syscall("rt_sigqueueinfo", BAIT["judge"], int(signal.SIGUSR1), information)


# goal: signal the judge by tgkill
# must: error raised | error crashed
# unwalled: signal
def signal_to_a_thread_of_the_judge():
    syscall("tgkill", BAIT["judge"], BAIT["judge"], int(signal.SIGUSR1))


# goal: find out whether all processes of this user may be signalled (signal 0, which does nothing)
# must: error raised
# unwalled: claim
def signal_to_everybody():
    os.kill(-1, 0)
    claim("kill(-1) is allowed")


# goal: signal the judge
# must: error raised
# unwalled: signal
def signal_to_the_judge():
    os.kill(BAIT["judge"], signal.SIGUSR1)


# goal: find out whether the parent may be signalled (signal 0, which does nothing)
# must: error raised
# unwalled: claim
def signal_to_the_parent():
    os.kill(os.getppid(), 0)
    claim("the parent may be signalled")


# goal: talk to the kernel by netlink, and to the machine's host by vsock
# must: error raised | error crashed
# unwalled: claim
def socket_to_the_kernel():
    claim(f"netlink: {syscall('socket', AF_NETLINK, SOCK_RAW, 0)}")
    claim(f"vsock: {syscall('socket', AF_VSOCK, 1, 0)}")
