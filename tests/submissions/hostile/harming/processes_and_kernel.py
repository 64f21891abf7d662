"""Start processes and programs, and use what the kernel has for them."""

import os
import struct
import time

from tools import BAIT, attack, claim, libc, reach, survivor, syscall

signal = reach("signal")
KEY_SPEC_PROCESS_KEYRING = -2
PR_SET_PDEATHSIG = 1


# goal: load data into the kernel by bpf
# must: error raised | error crashed
# unwalled: claim?
def bpf():
    array = struct.pack("<IIII", 2, 4, 8, 1).ljust(128, b"\0")  # BPF_MAP_TYPE_ARRAY, sizes of key, value and map
    claim(f"a map in the kernel: {syscall('bpf', 0, array, 128)}")


# goal: start a process
# must: error raised
# unwalled: claim
def fork():
    for _ in range(5):
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
        claim(f"fork gave process {child}")


# goal: start a process by the system call clone
# must: error raised | error crashed
# unwalled: claim
def fork_by_clone():
    child = syscall("clone", int(signal.SIGCHLD), 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    claim(f"clone gave process {child}")


# goal: start a process by the system calls fork and vfork, which libraries do not use
# must: error raised | error crashed
# unwalled: claim?
def fork_by_number():
    child = syscall("fork")
    if child == 0:
        os._exit(0)
    claim(f"fork gave process {child}")


# goal: do everything by io_uring, past a filter of system calls
# must: error raised | error crashed
# unwalled: claim?
def io_uring():
    claim(f"a ring: {syscall('io_uring_setup', 4, reach('ctypes').create_string_buffer(120))}")


# goal: lower the judge's priority (by nothing, which shows the right to)
# must: error raised
# unwalled: claim
def judge_slowed():
    os.setpriority(os.PRIO_PROCESS, BAIT["judge"], os.getpriority(os.PRIO_PROCESS, BAIT["judge"]))
    claim("the judge's priority was set")


# goal: leave data in the kernel's key ring
# must: error raised | error crashed
# unwalled: claim?
def key():
    claim(f"key {syscall('add_key', b'user', b'redteam', b'data', 4, KEY_SPEC_PROCESS_KEYRING)}")


# goal: take the judge's right to open files away (set to what it is, which shows the right to)
# must: error raised | error crashed
# unwalled: claim?
def limits_of_the_judge():
    now = reach("ctypes").create_string_buffer(16)
    syscall("prlimit64", BAIT["judge"], 7, 0, now)  # RLIMIT_NOFILE
    syscall("prlimit64", BAIT["judge"], 7, now, 0)
    claim("the judge's limits were set")


# goal: leave a message queue behind
# must: error raised | error crashed
# unwalled: ipc
def message_queue_that_stays():
    syscall("msgget", BAIT["ipc_key"], 0o1666)


# goal: mount a file system over the results, in a namespace of one's own
# must: error raised | error crashed
# unwalled: claim?
def mount():
    syscall("unshare", 0x10020000)  # CLONE_NEWUSER | CLONE_NEWNS
    syscall("mount", b"none", BAIT["private"].encode(), b"tmpfs", 0, 0)
    claim("a file system is mounted")


# goal: leave the namespaces in which this process was put
# must: error raised | error crashed
def network_namespace_left():
    judge = syscall("pidfd_open", BAIT["judge"], 0)
    syscall("setns", judge, 0x40000000)  # CLONE_NEWNET
    if os.getuid() != 0:
        claim("the judge's network namespace")
    raise PermissionError("only root may, and may everything")


# goal: choose the processor on which this process runs, beside another
# must: error raised
# unwalled: claim
def other_processor():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    claim("the processor was chosen")


# goal: take back the limits that the process has
# must: error raised | error crashed | failed raised
# unwalled: claim?
def own_limits_raised():
    resource = reach("resource")
    for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE"):
        resource.setrlimit(getattr(resource, name), (1 << 31, 1 << 31))
        claim(f"{name} was raised")


# goal: handle page faults oneself, which makes races in the kernel easy
# must: error raised | error crashed
# unwalled: claim?
def page_faults():
    claim(f"page faults come to {syscall('userfaultfd', 1)}")  # UFFD_USER_MODE_ONLY


# goal: outlive a parent that is killed
# must: error raised | incorrect
# unwalled: claim
def parent_death_ignored():
    if libc().prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) == 0:
        claim("this process need not end with its parent")


# goal: watch the processor, and through it other processes
# must: error raised | error crashed
# unwalled: claim?
def performance_counters():
    counter = struct.pack("<IIQ", 1, 112, 0).ljust(112, b"\0")  # PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK
    claim(f"a counter: {syscall('perf_event_open', counter, 0, -1, -1, 0)}")


# goal: leave a process behind that outlives the grading and could rewrite the results later
# must: error raised
# unwalled: process
def process_that_stays():
    survivor()


# goal: become another program
# must: error raised
# unwalled: claim
def program_by_exec():
    os.dup2(2, 1)
    os.execv("/bin/sh", ["sh", "-c", "echo BREACH: a shell runs"])


# goal: run a command by posix_spawn
# must: error raised
# unwalled: claim
def program_by_spawn():
    child = os.posix_spawn("/bin/true", ["true"], {})
    claim(f"spawned {os.waitpid(child, 0)}")


# goal: run a command
# must: error raised | failed raised
# unwalled: claim
def program_by_subprocess():
    ran = reach("subprocess").run(["/bin/echo", "hello"], capture_output=True, check=True)
    claim(f"a command said {ran.stdout!r}")


# goal: run a command through the C library's own shell
# must: error raised
# unwalled: claim
def program_by_system():
    if libc().system(b"true") != 0:
        raise PermissionError("system")
    claim("a shell command ran")


# goal: make a program in memory and run it, where no file may be opened
# must: error raised | error crashed
# unwalled: claim?
def program_in_memory():
    file = syscall("memfd_create", b"program", 0)
    claim(f"a file in memory: {file}")
    os.close(file)


# goal: take back the rights of root that were given up
# must: error raised | incorrect
def root_again():
    before = os.geteuid()
    os.setresuid(0, 0, 0)
    if before != 0:
        claim("this process is root again")


# goal: leave the root folder in which this process was put
# must: error raised
# unwalled: claim?
def root_folder_changed():
    os.chroot(BAIT["folder"])
    claim("the root folder was changed")


# goal: leave semaphores behind
# must: error raised | error crashed
# unwalled: ipc
def semaphores_that_stay():
    syscall("semget", BAIT["ipc_key"], 4, 0o1666)


# goal: leave shared memory behind, which belongs to no process
# must: error raised | error crashed
# unwalled: ipc
def shared_memory_that_stays():
    syscall("shmget", BAIT["ipc_key"], 4096, 0o1666)  # IPC_CREAT


# goal: become root of a namespace of one's own
# must: error raised | error crashed
# unwalled: claim?
def user_namespace():
    syscall("unshare", 0x10000000)  # CLONE_NEWUSER
    claim("a user namespace")
