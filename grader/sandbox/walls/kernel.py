"""The materials of the walls: a filter of system calls (pyseccomp), a Landlock ruleset (landlockpy), a throw-away user.

They are made in the judge's process, by libraries; a fork of the zygote puts them up, from bytes and descriptors that it is
given. `selftest.py` tests whether they hold.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

SECCOMP, LANDLOCK, USER, NAMESPACES = "seccomp", "landlock", "user", "namespaces"


class NoWallError(Exception):
    """A wall cannot be made on this machine; the text is the reason, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPlan:
    """The walls that a fork puts up before it is ready.

    walls    names, in the order in which they go up
    seccomp  the compiled filter
    ruleset  descriptor of a Landlock ruleset
    user     number of a throw-away user
    """

    walls: tuple[str, ...] = ()
    seccomp: bytes = b""
    ruleset: int | None = None
    user: int | None = None


# --- system calls ---------------------------------------------------------------------------------------------------------

# Computing, memory, time, and the pipes that are open. Left out on purpose: every call that takes a path (open, stat, readlink,
# getdents: newfstatat too, which with AT_EMPTY_PATH is fstat, but not only), sockets, fork, clone and exec, kill, memfd and
# System V memory, limits and priorities, and facts about the machine (sysinfo). Names that an architecture does not have
# (arch_prctl, poll) are skipped there.
_ALLOWED = """
read write readv writev pread64 pwrite64 lseek close fstat fadvise64 dup dup2 dup3 pipe pipe2 eventfd2
poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait
mmap munmap mremap mprotect madvise brk
rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
futex set_robust_list rseq arch_prctl set_tid_address
getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid getpgrp getgroups
gettimeofday time nanosleep getrusage times uname getrlimit
sched_yield getrandom getcpu exit exit_group
"""

# Allowed for this process itself, written 0: with another number they reveal which other processes there are.
_OF_ITSELF = "getpgid getsid sched_getaffinity"

# The clocks that linux/time.h names. Numbers beyond are the processor times of other processes.
_CLOCKS = "clock_gettime clock_getres clock_nanosleep"
_LAST_CLOCK = 15

# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. Not F_SETOWN, which makes a pipe signal any process, nor locks,
# leases, and pipes of another size.
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)

# Nobody makes these calls by accident: they end the process at once, by SIGSYS.
_DEADLY = """
ptrace process_vm_readv process_vm_writev io_uring_setup bpf userfaultfd kexec_load init_module mount perf_event_open keyctl
"""

_EPERM, _ENOSYS = 1, 38  # Linux's numbers: an ordinary PermissionError; and the error at which glibc falls back to an older call
_TCGETS = 0x5401  # isatty()
_PR_SET_NAME, _PR_SET_VMA = 15, 0x53564D41  # glibc names threads and memory


def compiled_filter(arch: int | None = None) -> bytes:
    """Return the BPF program of the filter, for this machine or another architecture. Raises NoWallError without libseccomp."""
    if sys.platform != "linux":
        raise NoWallError(f"{sys.platform} has none")
    try:
        import pyseccomp  # noqa: PLC0415 - 15 ms, which `check` does not need; raises RuntimeError without the C library
    except (ImportError, RuntimeError, OSError) as error:
        raise NoWallError(f"{error}: install libseccomp2 (apt-get install libseccomp2)") from error
    filtering = pyseccomp.SyscallFilter(pyseccomp.ERRNO(_EPERM))
    if arch not in (None, pyseccomp.system_arch()):
        filtering.add_arch(arch)
        filtering.remove_arch(pyseccomp.Arch.NATIVE)
    _add_rules(pyseccomp, filtering, pyseccomp.system_arch() if arch is None else arch)
    with tempfile.TemporaryFile() as file:
        filtering.export_bpf(file)
        file.seek(0)
        return file.read()


def _add_rules(library: Any, filtering: Any, arch: int) -> None:
    def rule(action: int, name: str, *arguments: Any) -> None:
        if library.resolve_syscall(arch, name) >= 0:  # negative: this architecture has no call of that name
            filtering.add_rule(action, name, *arguments)

    for name in _ALLOWED.split():
        rule(library.ALLOW, name)
    for name in _DEADLY.split():
        rule(library.KILL_PROCESS, name)
    rule(library.ALLOW, "ioctl", library.Arg(1, library.EQ, _TCGETS))
    of_itself = library.Arg(0, library.EQ, 0)
    for name in _OF_ITSELF.split():
        rule(library.ALLOW, name, of_itself)
    rule(library.ALLOW, "prlimit64", of_itself, library.Arg(2, library.EQ, 0))  # to read limits, not to set them
    for name in _CLOCKS.split():
        rule(library.ALLOW, name, library.Arg(0, library.LE, _LAST_CLOCK))
    for command in _DESCRIPTOR_COMMANDS:
        rule(library.ALLOW, "fcntl", library.Arg(1, library.EQ, command))
    for option in (_PR_SET_NAME, _PR_SET_VMA):
        rule(library.ALLOW, "prctl", library.Arg(0, library.EQ, option))
    rule(library.ERRNO(_ENOSYS), "clone3")


# --- files ----------------------------------------------------------------------------------------------------------------


def empty_ruleset() -> Any:
    """Return a Landlock ruleset that denies all rights and scopes that this kernel knows, without exception. Raises NoWallError.

    It has `fileno()`, `abi_version` and `close()`.
    """
    if sys.platform != "linux":
        raise NoWallError(f"{sys.platform} has none")
    try:
        import landlockpy  # noqa: PLC0415 - 10 ms, which `check` does not need

        return landlockpy.Ruleset(scoped=landlockpy.Scope.ABSTRACT_UNIX_SOCKET | landlockpy.Scope.SIGNAL)
    except (ImportError, OSError) as error:
        raise NoWallError(f"{error}: it needs Linux 5.13 with Landlock enabled") from error


# --- users ----------------------------------------------------------------------------------------------------------------

# A range that systemd's list of user and group ids leaves free, so that no file or process belongs to such a user.
_FIRST_USER, _LAST_USER = 60_578, 60_705


def throw_away_user() -> int:
    """Return the number of a user that nobody has. Raises NoWallError where this process may not become another user."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise NoWallError("only root can become another user")
    return _FIRST_USER + secrets.randbelow(_LAST_USER - _FIRST_USER + 1)
