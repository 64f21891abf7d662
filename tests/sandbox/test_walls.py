"""The materials of the walls: the filter, run here instruction by instruction, for this architecture and for another."""

from __future__ import annotations

import errno
import os
import struct
import sys
from pathlib import Path

import pytest

from grader.sandbox.processes import interpreter, launch
from grader.sandbox.walls import kernel, namespaces
from grader.sandbox.walls.kernel import NoWallError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")
pyseccomp = pytest.importorskip("pyseccomp") if sys.platform == "linux" else None

ALLOW, KILL, TRAP, NOTIFY = 0x7FFF0000, 0x80000000, 0x00030000, 0x7FC00000
GRANTED, REFUSE, UNKNOWN = 0x00050000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
ARCHES = {"X86_64": 0xC000003E, "AARCH64": 0xC00000B7}  # AUDIT_ARCH_* of linux/audit.h
COMPARED = {0x10: int.__eq__, 0x20: int.__gt__, 0x30: int.__ge__, 0x40: int.__and__}


def decision(program: bytes, number: int, arch: int, arguments: tuple[int, ...] = ()) -> int:
    """What a classic BPF program (struct sock_filter) answers for one struct seccomp_data."""
    data = struct.pack("<iIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    code = list(struct.iter_unpack("<HBBI", program))
    at = accumulator = 0
    while True:
        operation, yes, no, value = code[at]
        at += 1
        if operation == 0x20:  # load a word
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif operation == 0x06:  # return
            return value
        elif operation == 0x05:  # jump
            at += value
        elif operation == 0x54:  # and
            accumulator &= value
        else:  # compare and jump
            at += yes if COMPARED[operation & 0xF0](accumulator, value) else no


@pytest.fixture(scope="module", params=sorted(ARCHES))
def decide(request):
    """What the filter of one architecture says of a call by name; None where that architecture has no such call."""
    return _decider(request.param, files=False)


@pytest.fixture(scope="module", params=sorted(ARCHES))
def decide_of_files(request):
    """The same for the filter that leaves files to Landlock."""
    return _decider(request.param, files=True)


def _decider(name_of_arch, *, files):
    arch = getattr(pyseccomp.Arch, name_of_arch)
    program = kernel.compiled_filter(arch, files=files)

    def asked(name: str, *arguments: int) -> int | None:
        number = pyseccomp.resolve_syscall(arch, name)
        return decision(program, number, ARCHES[name_of_arch], arguments) if number >= 0 else None

    return asked


REFUSED = """
open openat openat2 creat stat lstat newfstatat statx access faccessat readlink readlinkat getdents64 getcwd chdir
socket socketpair connect sendmsg recvmsg bind clone fork vfork execve execveat kill tkill tgkill pidfd_send_signal memfd_create
shmget msgget semget mq_open chmod fchmod fchmodat chown fchown link symlink rename unlink unlinkat mkdir truncate ftruncate
setrlimit sched_setaffinity sched_setscheduler unshare setns setuid setgroups seccomp landlock_create_ruleset
pidfd_open pidfd_getfd inotify_init1 fanotify_init name_to_handle_at open_by_handle_at personality iopl setsid setpgid
timer_create wait4 waitid sendfile splice copy_file_range fallocate io_setup add_key umask sync syslog sysinfo
"""


@pytest.mark.parametrize("name", REFUSED.split())
def test_what_reaches_out_is_refused(decide, name):
    assert decide(name) in (None, REFUSE)


TO_LANDLOCK = "openat getdents64 getcwd fchdir fstatfs ftruncate mkdir mkdirat rename renameat unlink unlinkat rmdir umask"
CARRIED_OUT = "stat lstat newfstatat access faccessat faccessat2 readlink readlinkat chdir chmod fchmod fchmodat utimensat"
CARRIED_OUT += " statfs truncate"


@pytest.mark.parametrize("name", sorted(set(REFUSED.split()) - set(f"{TO_LANDLOCK} {CARRIED_OUT} clone".split())))
def test_what_reaches_out_is_refused_with_files_too(decide_of_files, name):
    assert decide_of_files(name) in (None, REFUSE)


def test_the_kernel_does_with_files_only_what_landlock_decides(decide_of_files):
    assert {decide_of_files(name) for name in TO_LANDLOCK.split()} <= {ALLOW, None}
    assert {decide_of_files(name) for name in CARRIED_OUT.split()} <= {TRAP, None}
    o_creat, o_path, o_tmpfile = 0o100, 0o10000000, 0o20200000
    assert [decide_of_files("openat", 5, 0, flags) for flags in (0, o_creat, o_path, o_tmpfile)] == [ALLOW, ALLOW, REFUSE, REFUSE]


def test_what_would_change_nothing_is_granted_and_not_done(decide, decide_of_files):
    lock, lock_and_wait = 6, 7
    assert decide("setpriority", 0, 0, 5) == GRANTED
    assert [decide_of_files("flock"), *(decide_of_files("fcntl", 3, each) for each in (lock, lock_and_wait))] == [GRANTED] * 3
    assert (decide("getpriority", 0, 0), decide("getpriority", 0, 1)) == (ALLOW, REFUSE)


def test_a_clone_is_a_thread_or_refused(decide_of_files):
    thread, vm, files, new_user, vfork = 0x3D0F00, 0x100, 0x400, 0x10000000, 0x4000
    assert decide_of_files("clone", thread) == ALLOW
    for flags in (0, 17, thread & ~vm, thread & ~files, thread | new_user, thread | vfork, thread | 17, thread | 1 << 32):
        assert decide_of_files("clone", flags) == REFUSE, hex(flags)
    assert decide_of_files("clone3") == UNKNOWN


def test_what_makes_something_is_counted():
    program = kernel.compiled_counter()
    arch = pyseccomp.system_arch()
    number = next(audited for name, audited in ARCHES.items() if getattr(pyseccomp.Arch, name) == arch)
    calls = {"mkdirat": (), "clone": (0x3D0F00,), "openat": (5, 0, 0o101)}
    for name, arguments in calls.items():
        assert decision(program, pyseccomp.resolve_syscall(arch, name), number, arguments) == NOTIFY
    for name, arguments in {"openat": (5, 0, 1), "read": (), "renameat": ()}.items():
        assert decision(program, pyseccomp.resolve_syscall(arch, name), number, arguments) == ALLOW


def test_what_computes_is_allowed(decide):
    names = "read write close fstat mmap munmap brk futex exit_group nanosleep getrandom getuid rt_sigreturn"
    assert {decide(name) for name in names.split()} == {ALLOW}


@pytest.mark.parametrize("name", ["ptrace", "bpf", "io_uring_setup", "process_vm_readv", "mount", "userfaultfd", "keyctl"])
def test_what_nobody_does_by_accident_is_deadly(decide, name):
    assert decide(name) == KILL


def test_arguments_decide_where_a_call_has_two_faces(decide):
    assert decide("clone3") == UNKNOWN
    assert (decide("ioctl", 1, 0x5401), decide("ioctl", 0, 0x5412)) == (ALLOW, REFUSE)  # isatty; TIOCSTI types on a terminal
    assert (decide("prlimit64", 0, 7, 0, 1), decide("prlimit64", 0, 7, 1, 0)) == (ALLOW, REFUSE)
    assert (decide("prlimit64", 1234, 7, 0, 1), decide("prlimit64", 2**32, 7, 0, 1)) == (REFUSE, REFUSE)
    assert (decide("prctl", 15), decide("prctl", 4, 1), decide("prctl", 1, 0)) == (ALLOW, REFUSE, REFUSE)


@pytest.mark.parametrize("name", ["getpgid", "getsid", "sched_getaffinity"])
def test_questions_about_other_processes_are_refused(decide, name):
    assert (decide(name, 0), decide(name, 1), decide(name, os.getppid())) == (ALLOW, REFUSE, REFUSE)


@pytest.mark.parametrize("name", ["clock_gettime", "clock_getres", "clock_nanosleep"])
def test_clocks_of_other_processes_are_refused(decide, name):
    theirs = (~1234 << 3 | 2) & 0xFFFFFFFF  # as clock_getcpuclockid makes it
    assert [decide(name, clock) for clock in (0, 1, 2, 3, 7)] == [ALLOW] * 5
    assert [decide(name, clock) for clock in (theirs, theirs | 0xFFFFFFFF00000000, 2**32)] == [REFUSE] * 3


@pytest.mark.parametrize("name", ["getpid", "gettid", "getppid"])
def test_a_process_is_number_0(decide, decide_of_files, name):
    """GRANTED and not done: the call returns 0."""
    assert {decide(name), decide_of_files(name)} == {GRANTED}


def test_no_lock_writes_the_number_of_a_thread(decide):
    private, wait, wake, lock_pi, trylock_pi = 128, 0, 1, 6, 8
    assert {decide("futex", 0, each | private) for each in (wait, wake)} == {decide("futex", 0, wait)} == {ALLOW}
    assert {decide("futex", 0, each | private) for each in (lock_pi, trylock_pi)} == {REFUSE}


def test_no_flag_of_an_open_file_changes(decide, decide_of_files):
    f_setfl, fionbio, fioasync = 4, 0x5421, 0x5452
    for each in (decide, decide_of_files):
        assert each("fcntl", 0, f_setfl, os.O_APPEND) == REFUSE
        assert {each("ioctl", 0, fionbio), each("ioctl", 0, fioasync)} == {REFUSE}


def test_descriptors_signal_nobody(decide):
    assert [decide("fcntl", 3, command) for command in (0, 1, 2, 3, 1030)] == [ALLOW] * 5
    owner, owner_ex, which, lock, lease, notify, size, seals = 8, 15, 10, 6, 1024, 1026, 1031, 1033
    assert {decide("fcntl", 3, command) for command in (owner, owner_ex, which, lock, lease, notify, size, seals)} == {REFUSE}


# Old names, which arm64 never had, each with what is called there instead (nothing: it has no need of it).
OLD = {"dup2": "dup3", "pipe": "pipe2", "poll": "ppoll", "select": "pselect6", "epoll_wait": "epoll_pwait"}
OLD |= {"stat": "newfstatat", "lstat": "newfstatat", "access": "faccessat", "readlink": "readlinkat", "chmod": "fchmodat"}
OLD |= {"mkdir": "mkdirat", "rename": "renameat", "unlink": "unlinkat", "rmdir": "unlinkat"}
OLD |= {"arch_prctl": "", "getpgrp": "getpgid", "time": "clock_gettime", "alarm": "setitimer"}


def test_names_are_those_of_calls():
    """What no machine knows is skipped without a word, and so would be a slip of the pen."""
    listed = (kernel._ALLOWED, kernel._OF_ITSELF, kernel._CLOCKS, kernel._DEADLY, "ioctl fcntl prctl prlimit64 clone3")
    listed += (
        kernel._OF_FILES,
        kernel._TRAPPED,
        " ".join(kernel._COUNTED),
        kernel._GRANTED,
        kernel._NUMBERLESS,
        "flock futex getpriority",
    )
    names = set(" ".join(listed).split())
    arches = (pyseccomp.Arch.X86_64, pyseccomp.Arch.AARCH64)
    here, there = ({name for name in names if pyseccomp.resolve_syscall(arch, name) >= 0} for arch in arches)
    assert (here, names - there) == (names, set(OLD))
    assert {instead for instead in OLD.values() if instead} <= there


def test_other_architectures_on_the_same_machine_are_deadly():
    program = kernel.compiled_filter(pyseccomp.Arch.X86_64)
    assert decision(program, 11, 0x40000003) in (KILL, 0)  # execve of 32-bit x86
    assert decision(program, 0x40000000 | 59, ARCHES["X86_64"]) != ALLOW  # execve of x32


@pytest.mark.parametrize("error", [RuntimeError("Unable to find libseccomp"), ImportError("no module")])
def test_a_machine_without_libseccomp_is_told_how_to_get_it(monkeypatch, error):
    class Broken:
        def find_spec(self, name, path, target=None):
            if name == "pyseccomp":
                raise error

    monkeypatch.delitem(sys.modules, "pyseccomp", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(NoWallError, match="apt-get install libseccomp2"):
        kernel.compiled_filter()


def test_other_systems_have_none_of_it(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    for build in (kernel.compiled_filter, kernel.compiled_counter, kernel.ruleset, kernel.throw_away_user):
        with pytest.raises(NoWallError):
            build()


def test_a_machine_without_bubblewrap(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NoWallError, match="apt-get install bubblewrap"):
        namespaces.wrapped(["true"], interpreter.own(), untrusted=launch.UNTRUSTED, scratch=Path("/tmp"))


def test_only_root_can_become_another_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NoWallError, match="only root"):
        kernel.throw_away_user()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert kernel.throw_away_user() > 60_000
