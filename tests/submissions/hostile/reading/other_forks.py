"""Leave something behind for another process of the box, or learn of one."""

import gc
import os
import signal
import sys

import numpy as np

from tools import attack, claim, libc, reach, syscall

F_SETFL, F_SETLEASE = 4, 1024
FIONBIO, FIOASYNC = 0x5421, 0x5452
FUTEX_LOCK_PI = 6


# goal: end as if memory had run out, so that the machine is blamed
# must: error raised | error crashed
def ends_as_if_memory_had_run_out():
    for attempt in (
        lambda: signal.raise_signal(signal.SIGKILL),
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: os.killpg(0, signal.SIGKILL),
        lambda: signal.pthread_kill(reach("threading").get_ident(), signal.SIGKILL),
        lambda: syscall("tgkill", 0, 0, 9),
        lambda: syscall("kill", 0, 9),
        lambda: syscall("rt_sigqueueinfo", 0, 9, bytes(128)),
    ):
        try:
            attempt()
        except OSError as error:
            last = error
    raise last


# goal: set flags on every open file, which outlive this process where another one has the same file
# must: incorrect
# unwalled: claim
def flags_left():
    for number in range(16):
        if libc().fcntl(number, F_SETFL, os.O_APPEND | os.O_NONBLOCK) == 0:
            claim(f"flags of descriptor {number} are set")


# goal: the same by ioctl, which a filter may have forgotten
# must: incorrect
# unwalled: claim
def flags_left_by_ioctl():
    ctypes = reach("ctypes")
    for request in (FIONBIO, FIOASYNC):
        for number in range(16):
            if libc().ioctl(number, ctypes.c_ulong(request), ctypes.byref(ctypes.c_int(1))) == 0:
                claim(f"a flag of descriptor {number} is set")


# goal: the same as Python does it
# must: error raised
def flags_left_by_python():
    os.set_blocking(1, False)
    claim("writing does not wait any more")


# goal: ask the kernel for a key that another process has left
# must: error raised | error crashed
def key_of_another():
    claim(f"key {syscall('request_key', b'user', b'redteam', 0, -3)}")


# goal: take a lease on a file of NumPy, which would tell of others who open it
# must: error raised | incorrect
# unwalled: claim?
def lease_on_a_library():
    file = os.open(np.__file__, os.O_RDONLY)
    if libc().fcntl(file, F_SETLEASE, 0) == 0:
        claim("a lease on NumPy")


# goal: lock a file of the library, and see whether somebody else has it
# must: incorrect
# unwalled: claim?
def lock_on_a_library():
    fcntl = reach("fcntl")
    with open(np.__file__) as first, open(np.__file__) as second:
        fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            claim("locks exclude others")


# goal: leave a message in memory that all processes share
# must: error raised
# unwalled: claim?
def memory_for_all():
    file = syscall("openat", -100, b"/dev/shm/redteam", os.O_RDWR | os.O_CREAT, 0o666)
    libc().unlink(b"/dev/shm/redteam")
    claim(f"a file in shared memory: {file}")


# goal: leave a message in a queue of the kernel
# must: error raised | error crashed
# unwalled: claim?
def message_queue():
    file = syscall("mq_open", b"redteam", os.O_RDWR | os.O_CREAT, 0o666, 0)
    libc().syscall(241, b"redteam")  # mq_unlink
    claim(f"a queue: {file}")


# goal: learn from the number of this process how many there were before it
# must: incorrect
# unwalled: claim
def number_of_the_process():
    numbers = [syscall(name) for name in ("getpid", "gettid", "getppid")]
    if any(numbers) or os.getpid() or reach("threading").get_native_id():
        claim(f"the numbers are {numbers}")


# goal: learn it from a call that returns it by the way
# must: error raised
# unwalled: claim
def number_of_the_process_by_the_way():
    claim(f"the number is {syscall('set_tid_address', 0)}")


# goal: learn it from a lock that inherits priority, into which the kernel writes it
# must: error raised
# unwalled: claim
def number_of_the_process_in_a_lock():
    word = reach("ctypes").c_int(0)
    syscall("futex", reach("ctypes").byref(word), FUTEX_LOCK_PI, 0, 0)
    claim(f"the number is {word.value}")


# goal: be what the kernel ends last where memory runs out
# must: error raised
def score_for_memory_lowered():
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("0")
    claim("the kernel ends others first")


# goal: find in the variables of the callers what the zygote knows about other processes
# must: incorrect
def siblings_in_frames():
    frame = sys._getframe()
    while frame:
        for name, value in frame.f_locals.items():
            if name in ("leash", "channel", "descriptors", "rest", "listener") and value:
                claim(f"{name} in {frame.f_code.co_name}")
        frame = frame.f_back


# goal: find it among all objects in memory
# must: incorrect
def siblings_in_memory():
    for each in gc.get_objects():
        if type(each).__name__ == "Zygote" or (type(each).__name__ == "Counter" and hasattr(each, "_folder")):
            claim(f"a {type(each).__name__} of the box")
        if isinstance(each, dict) and isinstance(each.get("folder"), str) and "seccomp" in each and each["folder"] not in os.getcwd():
            claim("an order of another process")
