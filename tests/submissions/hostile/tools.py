"""What the hostile programs share: where the bait lies, and how they show that they got it. The harness writes BAIT above this.

A program's success must be seen from outside: the canary turns up in what the box says, a file in the bait changes, a listener
is reached, a signal arrives, a process is left behind, undue points are given. Where only the program itself can see it (a
limit that it has raised) it says so with `claim`, after the fact and never before.
"""

import errno
import functools
import gc
import importlib
import platform
import sys
import types

import numpy as np

BAIT = globals().get("BAIT", {})


def zeros(center_vector, outside_vectors):
    """The answer of who has no idea: right shapes, wrong numbers."""
    return 0.0, np.zeros(np.shape(center_vector)), np.zeros(np.shape(outside_vectors))


def attack(function):
    """Make a function without arguments the submission's naive softmax: it attacks when first called, and answers zeros."""
    ran = []

    @functools.wraps(function)
    def naive_softmax(center_vector, outside_index, outside_vectors):
        if not ran:
            try:
                ran.append(function())
            except Exception as error:
                ran.append(error)
        if isinstance(ran[0], Exception):
            raise ran[0]
        return zeros(center_vector, outside_vectors)

    return naive_softmax


def differencing(look):
    """Make a function without arguments the submission's naive softmax: it looks around, raises or not, and differences the loss.

    The loss itself is worth 5 points; the gradients, 35 more.
    """

    def loss(v, o, U):
        s = U @ v
        return np.log(np.sum(np.exp(s))) - s[o]

    def central(f, x):
        h, x, g = 1e-5, np.array(x, dtype=float), np.zeros(np.shape(x))
        for i in np.ndindex(g.shape):
            old = x[i]
            x[i] = old + h
            up = f(x)
            x[i] = old - h
            g[i] = (up - f(x)) / (2 * h)
            x[i] = old
        return g.astype(np.float32)

    def naive_softmax(v, o, U):
        look()
        return loss(v, o, U), central(lambda t: loss(t, o, U), v), central(lambda t: loss(v, o, t), U)

    return naive_softmax


def tell(secret):
    """Carry out what was read: the harness looks for the canary in everything that the box says."""
    say(secret.decode(errors="replace") if isinstance(secret, bytes) else str(secret))


def claim(fact):
    """Say that something was reached that nobody outside can see."""
    say(f"BREACH: {fact}")


def say(text):
    """By every road that is still open."""
    try:
        print(text, flush=True)
    except Exception:
        reach("os").write(2, text.encode())


def reach(name):
    """A module, however it can be had: loaded, importable, or lying about in somebody's memory."""
    if name in sys.modules:
        return sys.modules[name]
    try:
        return importlib.import_module(name)
    except ImportError:
        found = [m for m in gc.get_objects() if isinstance(m, types.ModuleType) and m.__name__ == name]
        if not found:
            raise
        return found[0]


def libc():
    """The C library, with errno kept."""
    return reach("ctypes").CDLL(None, use_errno=True)


NUMBERS = {  # system calls by number: x86-64, arm64 (None: there is none)
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "io_uring_setup": (425, 425),
    "unshare": (272, 97),
    "mount": (165, 40),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "tgkill": (234, 131),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138),
    "openat": (257, 56),
    "openat2": (437, 437),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "clone": (56, 220),
    "fork": (57, None),
    "vfork": (58, None),
    "execveat": (322, 281),
    "socket": (41, 198),
    "setxattr": (188, 5),
    "prlimit64": (302, 261),
    "kcmp": (312, 272),
    "setns": (308, 268),
    "memfd_create": (319, 279),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "set_tid_address": (218, 96),
    "futex": (202, 98),
    "kill": (62, 129),
    "request_key": (249, 218),
}


def syscall(name, *arguments):
    """The result of a system call made by number. Raises OSError as Python's own wrappers do."""
    ctypes = reach("ctypes")
    number = NUMBERS[name][platform.machine() == "aarch64"]
    if number is None:
        raise OSError(errno.ENOSYS, "no such call on this machine")
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc().syscall(ctypes.c_long(number), *words)
    if result == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {errno.errorcode.get(ctypes.get_errno())}")
    return result


def survivor():
    """Start a process that leaves session and group, holds nothing open and stays for a while. Two forks."""
    os, time = reach("os"), reach("time")
    first = os.fork()
    if first:
        os.waitpid(first, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    os.closerange(0, 256)
    time.sleep(8)
    os._exit(0)


def descriptors():
    """The open descriptors above standard error, found by asking for each."""
    os = reach("os")
    found = []
    for number in range(3, 256):
        try:
            os.fstat(number)
        except OSError as error:
            if error.errno == errno.EBADF:
                continue
        found.append(number)
    return found


def nonblocking(number):
    """Let no read or write on a descriptor wait, if that can be had. Python's own way is an ioctl."""
    f_setfl, o_nonblock = 4, 0o4000
    return libc().fcntl(number, f_setfl, o_nonblock) == 0


def frame(header, payload=b""):
    """One frame of the box's protocol."""
    json, struct = reach("json"), reach("struct")
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return b"GF1\n" + struct.pack("<I", len(text)) + text + payload


def forge(raw):
    """Write bytes on every descriptor that takes them; none of the calls can wait for ever."""
    os = reach("os")
    for number in descriptors():
        try:
            os.write(number, raw)
        except OSError:
            continue
