"""Look at the judge, and at other processes."""

import os
import re
import select

from tools import BAIT, attack, claim, descriptors, libc, nonblocking, reach, syscall, tell

F_SETFL = 4
PTRACE_SEIZE = 0x4206  # does not stop it, and ends with this process


# goal: read in /proc what the instructor has typed
# must: error raised
# unwalled: claim
def command_line_of_the_judge():
    found = open(f"/proc/{BAIT['judge']}/cmdline", "rb").read()
    if found:
        claim(f"the judge was started as {found[:80]!r}")


# goal: copy the judge's open secret file by pidfd_getfd
# must: error raised | error crashed
# unwalled: secret?
def descriptor_of_the_judge_by_pidfd():
    judge = syscall("pidfd_open", BAIT["judge"], 0)
    copy = syscall("pidfd_getfd", judge, BAIT["open_secret"], 0)
    tell(os.pread(copy, 100, 0))


# goal: open the judge's open secret file once more, through /proc/PID/fd
# must: error raised
# unwalled: secret
def descriptor_of_the_judge_in_proc():
    tell(open(f"/proc/{BAIT['judge']}/fd/{BAIT['open_secret']}").read())


# goal: read the judge's environment in /proc
# must: error raised
# unwalled: claim
def environment_of_the_judge():
    found = open(f"/proc/{BAIT['judge']}/environ", "rb").read()
    if b"PATH=" in found:
        claim(f"{len(found)} bytes of the judge's environment")


# goal: list the machine's processes and read the environment of each
# must: error raised | incorrect
# unwalled: claim
def every_process_in_proc():
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                if open(f"/proc/{name}/environ", "rb").read(1):
                    claim(f"read the environment of process {name}")
                    return
            except OSError:
                continue


# goal: learn which processes there are, by calls that take a process's number and need no right to it
# must: error raised
# unwalled: claim
def existence_of_processes():
    claim(f"the judge's group is {os.getpgid(BAIT['judge'])}")


# goal: read a secret file that the judge holds open and that processes inherit
# must: incorrect
def inherited_descriptors():
    for number in descriptors():
        try:
            tell(os.pread(number, 100, 0))
        except OSError:  # a pipe has no place 0
            continue


# goal: read the judge's limits, which also tells whose process it is
# must: error raised
# unwalled: claim
def limits_of_the_judge():
    syscall("prlimit64", BAIT["judge"], 7, 0, reach("ctypes").create_string_buffer(16))
    claim("the judge's limits were read")


# goal: read the judge's memory through /proc and find the canary in it
# must: error raised
# unwalled: secret?
def memory_of_the_judge():
    maps = open(f"/proc/{BAIT['judge']}/maps").read().splitlines()
    with open(f"/proc/{BAIT['judge']}/mem", "rb", 0) as memory:
        for line in maps:
            start, end = (int(x, 16) for x in line.split()[0].split("-"))
            if " rw-p " not in line or end - start > 1 << 28:
                continue
            memory.seek(start)
            found = re.search(rb"canary-[0-9a-f]{16}", memory.read(end - start))
            if found:
                tell(found[0])
                return


# goal: read the judge's memory by process_vm_readv
# must: error raised | error crashed | failed raised
# unwalled: claim?
def memory_of_the_judge_by_vm_readv():
    ctypes = reach("ctypes")
    here = ctypes.create_string_buffer(8)
    mine = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    theirs = (ctypes.c_size_t * 2)(id(object), 8)
    try:
        count = syscall("process_vm_readv", BAIT["judge"], ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
        claim(f"{count} bytes of the judge's memory")
    except OSError as error:
        if error.errno == 14:  # EFAULT: allowed, only the address was wrong
            claim("the judge's memory may be read")
        raise


# goal: read the request that comes next, to know its inputs while answering this one
# must: incorrect
def next_request():
    for number in descriptors():
        try:
            if (nonblocking(number) or select.select([number], [], [], 0)[0]) and os.read(number, 10):
                claim(f"descriptor {number} holds something already")
        except OSError:
            continue
        finally:
            libc().fcntl(number, F_SETFL, 0)


# goal: learn that the judge runs, and on which processors
# must: error raised
# unwalled: claim
def processors_of_the_judge():
    claim(f"the judge runs on {os.sched_getaffinity(BAIT['judge'])}")


# goal: attach a debugger to the judge
# must: error raised | error crashed
# unwalled: claim?
def ptrace_the_judge():
    syscall("ptrace", PTRACE_SEIZE, BAIT["judge"], 0, 0)
    claim("the judge is traced")


# goal: read a secret through /proc/self/root
# must: error raised
# unwalled: secret
def root_of_own_process():
    tell(open("/proc/self/root" + BAIT["secret"]).read())


# goal: read a secret through /proc/PID/root of the judge
# must: error raised
# unwalled: secret?
def root_of_the_judge():
    tell(open(f"/proc/{BAIT['judge']}/root{BAIT['secret']}").read())


# goal: compare this process's descriptors with the judge's
# must: error raised | error crashed
# unwalled: claim?
def same_descriptors_by_kcmp():
    claim(f"kcmp says {syscall('kcmp', os.getpid(), BAIT['judge'], 0, 2, 2)}")


# goal: learn that the judge runs, and in which session
# must: error raised
# unwalled: claim
def session_of_the_judge():
    claim(f"the judge's session is {os.getsid(BAIT['judge'])}")
