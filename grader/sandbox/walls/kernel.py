"""The materials of the walls: a filter of system calls (pyseccomp), a Landlock ruleset (landlockpy), a throw-away user.

They are made in the judge's process, by libraries; a fork of the zygote puts them up, from bytes and descriptors that it is
given. `selftest.py` tests whether they hold.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader.sandbox.limits import Limits

SECCOMP, LANDLOCK, USER, NAMESPACES = "seccomp", "landlock", "user", "namespaces"

# What Python programs open to print to nobody, and to read zeros and random bytes.
_DEVICES = tuple(Path("/dev") / name for name in ("null", "zero", "urandom", "random"))


class NoWallError(Exception):
    """A wall cannot be made on this machine; the text is the reason, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPlan:
    """The walls that a fork puts up before it is ready.

    walls    names, in the order in which they go up
    seccomp  the compiled filter
    counter  the compiled filter that has calls counted, where the other one allows them
    readable what Landlock leaves readable
    user     number of a throw-away user
    limits   of which those of files and threads are counted
    """

    walls: tuple[str, ...] = ()
    seccomp: bytes = b""
    counter: bytes = b""
    readable: ReadableFiles | None = None
    user: int | None = None
    limits: Limits = field(default_factory=Limits)

    def counted(self) -> dict[str, Any]:
        """Describe which calls of a fork are counted, and how many are allowed, as its order says it."""
        if SECCOMP not in self.walls or not self.counter:
            return {"counter": ""}
        most = {"files": self.limits.files_limit, "threads": self.limits.threads_limit}
        return {"counter": self.counter.hex(), "counted": _COUNTED, "most": most, "numbers": _numbers()}

    @contextmanager
    def rulesets(self, folder: Path) -> Iterator[tuple[int, ...]]:
        """The descriptors of the Landlock rulesets for a fork with this scratch folder: only what both allow is allowed."""
        if LANDLOCK not in self.walls or self.readable is None:
            yield ()
            return
        own = ruleset(self.readable.folders, [folder])  # devices one by one: behind namespaces /dev is another folder
        with closing(own):
            yield (self.readable.ruleset.fileno(), own.fileno())


# --- system calls ---------------------------------------------------------------------------------------------------------

# Computing, memory, time, and the pipes that are open. Left out on purpose: every call that takes a path, sockets, fork, clone
# and exec, kill, memfd and System V memory, limits and priorities, and facts about the machine (sysinfo). Names that an
# architecture does not have (arch_prctl, poll) are skipped there.
_ALLOWED = """
read write readv writev pread64 pwrite64 lseek close fstat fadvise64 dup dup2 dup3 pipe pipe2 eventfd2
poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait
mmap munmap mremap mprotect madvise brk
rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
set_robust_list rseq arch_prctl
getuid geteuid getgid getegid getresuid getresgid getpgrp getgroups alarm setitimer getitimer
gettimeofday time nanosleep getrusage times uname getrlimit
sched_yield getrandom getcpu exit exit_group
"""

# Where Landlock stands: what it decides on. No links, no pipes.
_OF_FILES = "getdents64 getcwd fchdir fstatfs ftruncate msync mkdir mkdirat rename renameat unlink unlinkat rmdir umask"
# What it does not know, and what would therefore work on any file. A fork carries these out by opening the file
# (`untrusted/inside_calls.py`): the kernel never does.
_TRAPPED = """
stat lstat newfstatat access faccessat faccessat2 readlink readlinkat chdir chmod fchmod fchmodat utimensat fsync fdatasync
statfs truncate
"""

# Flags of an open file for which Landlock has no rule, or which make a file without a name.
_O_PATH, _O_TMPFILE, _O_CREAT = 0o10000000, 0o20000000, 0o100

# What makes a thread. Flags that make something else of it (a process, one that shares no files, namespaces) are refused.
_A_THREAD = 0x00010F00  # CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_SIGHAND, CLONE_THREAD
_MAY_BE_SET = 0x017C0000  # CLONE_SYSVSEM, _SETTLS, _PARENT_SETTID, _CHILD_CLEARTID, _DETACHED, _CHILD_SETTID
_WORD = (1 << 64) - 1

# Calls that are counted, with the name of their limit.
_COUNTED = {"openat": "files", "mkdir": "files", "mkdirat": "files", "clone": "threads"}

# FUTEX_WAIT, _WAKE, _REQUEUE, _CMP_REQUEUE, _WAKE_OP, _WAIT_BITSET, _WAKE_BITSET: what locks consist of. Not those that inherit
# priority, which write the number of a thread into memory.
_FUTEXES, _FUTEX_OPERATION = (0, 1, 3, 4, 5, 9, 10), 0x7F

# Allowed for this process itself, written 0: with another number they reveal which other processes there are.
_OF_ITSELF = "getpgid getsid sched_getaffinity"

# The clocks that linux/time.h names. Numbers beyond are the processor times of other processes.
_CLOCKS = "clock_gettime clock_getres clock_nanosleep"
_LAST_CLOCK = 15

# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. Not F_SETFL: flags belong to the open file, which other processes may
# have too, and they stay. Not F_SETOWN, which makes a pipe signal any process, nor locks, leases, and pipes of another size.
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 1030)

# Answered as if they had been carried out. A lock on a file that no other process may write excludes nobody, but would tell other
# submissions something; who lowers his own priority may be left where he is.
_GRANTED = "setpriority"
# The numbers of this process, its thread and its parent are 0: real ones grow with every process, and would tell a submission how
# many were graded before it. A process calls itself 0 in every call that takes a number, so that nothing honest needs another.
_NUMBERLESS = "getpid gettid getppid"
_LOCKING_COMMANDS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW

# Nobody makes these calls by accident: they end the process at once, by SIGSYS.
_DEADLY = """
ptrace process_vm_readv process_vm_writev io_uring_setup bpf userfaultfd kexec_load init_module mount perf_event_open keyctl
"""

_EPERM, _ENOSYS, _ENOTSUP = (
    1,
    38,
    95,
)  # Linux's numbers: an ordinary PermissionError; and the error at which glibc falls back to an older call
_TERMINAL, _CLOSE_ON_EXEC = 0x5401, 0x5451  # TCGETS: isatty(); FIOCLEX: a file that Python opens with an opener
_PR_SET_NAME, _PR_SET_VMA = 15, 0x53564D41  # glibc names threads and memory


def compiled_filter(arch: int | None = None, *, files: bool = False) -> bytes:
    """Return the BPF program of the filter, for this machine or another architecture. Raises NoWallError without libseccomp.

    files  allow what Landlock decides on, and threads; creating either must then be counted (`compiled_counter`)
    """
    library = _library()
    filtering = library.SyscallFilter(library.ERRNO(_EPERM))
    arch = _targeted(library, filtering, arch)
    _add_rules(_ruler(library, filtering, arch), library)
    if files:
        _add_rules_of_files(_ruler(library, filtering, arch), library)
    return _exported(filtering)


def compiled_counter() -> bytes:
    """Return the BPF program that reports each new file, folder or thread before it is made (SECCOMP_RET_USER_NOTIF)."""
    library = _library()
    filtering = library.SyscallFilter(library.ALLOW)
    rule = _ruler(library, filtering, library.system_arch())
    for name in _COUNTED:
        creates = [library.Arg(2, library.MASKED_EQ, _O_CREAT, _O_CREAT)] if name == "openat" else []
        rule(library.NOTIFY, name, *creates)
    return _exported(filtering)


@cache
def _numbers() -> dict[str, int]:
    """Return the numbers of the system calls that a fork needs to know, by name."""
    library = _library()
    names = (*_COUNTED, *_TRAPPED.split(), "fstat", "fstatfs", "ftruncate", "fchdir", "close", "seccomp")
    numbers = {name: int(library.resolve_syscall(library.system_arch(), name)) for name in names}
    return {name: number for name, number in numbers.items() if number >= 0}


def _library() -> Any:
    if sys.platform != "linux":
        raise NoWallError(f"{sys.platform} has none")
    try:
        import pyseccomp  # noqa: PLC0415 - 15 ms, which `check` does not need; raises RuntimeError without the C library
    except (ImportError, RuntimeError, OSError) as error:
        raise NoWallError(f"{error} (apt-get install libseccomp2)") from error
    return pyseccomp


def _targeted(library: Any, filtering: Any, arch: int | None) -> int:
    """Make a filter one for that architecture, which is returned."""
    here = int(library.system_arch())
    if arch not in (None, here):
        filtering.add_arch(arch)
        filtering.remove_arch(library.Arch.NATIVE)
    return here if arch is None else arch


def _exported(filtering: Any) -> bytes:
    with tempfile.TemporaryFile() as file:
        filtering.export_bpf(file)
        file.seek(0)
        return file.read()


def _ruler(library: Any, filtering: Any, arch: int) -> Callable[..., None]:
    def rule(action: int, name: str, *arguments: Any) -> None:
        if library.resolve_syscall(arch, name) >= 0:  # negative: this architecture has no call of that name
            filtering.add_rule(action, name, *arguments)

    return rule


def _add_rules(rule: Callable[..., None], library: Any) -> None:
    for name in _ALLOWED.split():
        rule(library.ALLOW, name)
    for name in _DEADLY.split():
        rule(library.KILL_PROCESS, name)
    for request in (_TERMINAL, _CLOSE_ON_EXEC):
        rule(library.ALLOW, "ioctl", library.Arg(1, library.EQ, request))
    of_itself = library.Arg(0, library.EQ, 0)
    for name in _OF_ITSELF.split():
        rule(library.ALLOW, name, of_itself)
    rule(library.ALLOW, "getpriority", of_itself, library.Arg(1, library.EQ, 0))
    rule(library.ALLOW, "prlimit64", of_itself, library.Arg(2, library.EQ, 0))  # to read limits, not to set them
    for name in _CLOCKS.split():
        rule(library.ALLOW, name, library.Arg(0, library.LE, _LAST_CLOCK))
    for command in _DESCRIPTOR_COMMANDS:
        rule(library.ALLOW, "fcntl", library.Arg(1, library.EQ, command))
    for name in (*_GRANTED.split(), *_NUMBERLESS.split()):
        rule(library.ERRNO(0), name)
    for operation in _FUTEXES:
        rule(library.ALLOW, "futex", library.Arg(1, library.MASKED_EQ, _FUTEX_OPERATION, operation))
    for option in (_PR_SET_NAME, _PR_SET_VMA):
        rule(library.ALLOW, "prctl", library.Arg(0, library.EQ, option))
    rule(library.ERRNO(_ENOSYS), "clone3")


def _add_rules_of_files(rule: Callable[..., None], library: Any) -> None:
    for name in _OF_FILES.split():
        rule(library.ALLOW, name)
    for name in _TRAPPED.split():
        rule(library.TRAP, name)
    for name in ("listxattr", "llistxattr", "flistxattr"):
        rule(library.ERRNO(_ENOTSUP), name)  # Python's copies expect file systems without any
    rule(library.ERRNO(0), "flock")
    for command in _LOCKING_COMMANDS:
        rule(library.ERRNO(0), "fcntl", library.Arg(1, library.EQ, command))
    rule(library.ALLOW, "openat", library.Arg(2, library.MASKED_EQ, _O_PATH | _O_TMPFILE, 0))
    rule(library.ALLOW, "clone", library.Arg(0, library.MASKED_EQ, _WORD & ~_MAY_BE_SET, _A_THREAD))


# --- files ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadableFiles:
    """The paths that stay readable behind Landlock.

    ruleset  the paths one by one, and all scratch folders
    folders  the folders in which they lie
    """

    ruleset: Any
    folders: tuple[Path, ...]


def ruleset(readable: Iterable[Path] = (), writable: Iterable[Path] = ()) -> Any:
    """Return a Landlock ruleset that denies all rights and scopes that this kernel knows, but for these paths.

    Raises NoWallError. It has `fileno()`, `abi_version` and `close()`.
    """
    if sys.platform != "linux":
        raise NoWallError(f"{sys.platform} has none")
    try:
        import landlockpy  # noqa: PLC0415 - 10 ms, which `check` does not need

        made = landlockpy.Ruleset(scoped=_scopes())
        read, read_folders, change, full = _rights()
        for paths, of_files, of_folders in ((readable, read, read_folders), (writable, full, full), (_DEVICES, change, change)):
            for path in paths:
                with suppress(OSError):  # a broken link among the libraries, or a device that is not there
                    made.allow_path(path, of_folders if of_folders != of_files and path.is_dir() else of_files)
    except (ImportError, OSError) as error:
        raise NoWallError(f"{error}: it needs Linux 5.13 with Landlock enabled") from error
    return made


@cache
def _scopes() -> Any:
    import landlockpy  # noqa: PLC0415

    return landlockpy.Scope.ABSTRACT_UNIX_SOCKET | landlockpy.Scope.SIGNAL


@cache
def _rights() -> tuple[Any, ...]:
    """Rights to read a file, to read a folder, to change a device, and to do everything: flags that take long to combine."""
    import landlockpy  # noqa: PLC0415

    of = landlockpy.AccessFS
    change = of.READ_FILE | of.WRITE_FILE | of.TRUNCATE
    full = change | of.READ_DIR | of.MAKE_REG | of.MAKE_DIR | of.REMOVE_FILE | of.REMOVE_DIR | of.REFER
    return of.READ_FILE, of.READ_FILE | of.READ_DIR, change, full


# --- users ----------------------------------------------------------------------------------------------------------------

# A range that systemd's list of user and group ids leaves free, so that no file or process belongs to such a user.
_FIRST_USER, _LAST_USER = 60_578, 60_705


def throw_away_user() -> int:
    """Return the number of a user that nobody has. Raises NoWallError where this process may not become another user."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise NoWallError("only root can become another user")
    return _FIRST_USER + secrets.randbelow(_LAST_USER - _FIRST_USER + 1)
