"""Look for secrets in files and in the memory of the process."""

import importlib.machinery
import numpy as np
import os
import pathlib
import platform
import re
import struct
import sys
import traceback

from tools import BAIT, attack, claim, libc, reach, syscall, tell

READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS_LOW = 7, 0x62
X32 = 0x40000000
AT_FDCWD, AT_EMPTY_PATH = -100, 0x1000


# goal: learn by access and readlink whether a file exists
# must: incorrect | error raised
# unwalled: claim
def existence_by_access():
    if os.access(BAIT["secret"], os.F_OK):
        claim("the secret exists")
    os.readlink(BAIT["link"])


# goal: list a folder of secrets
# must: error raised
# unwalled: secret
def folder_listed():
    tell(os.listdir(BAIT["private"]))


# goal: read another student's file
# must: error raised
# unwalled: secret
def other_submission():
    tell(open(BAIT["other_submission"]).read())


# goal: find the grader's secrets in the environment
# must: incorrect
def own_environment():
    for name, value in os.environ.items():
        if "canary" in value:
            tell(value)


# goal: read all memory of this process, where secrets of a parent could have been left by a fork
# must: incorrect | error raised
def own_memory_by_maps():
    lines = open("/proc/self/maps").read().splitlines()
    with open("/proc/self/mem", "rb", 0) as memory:
        for start, end in ((int(x, 16) for x in line.split()[0].split("-")) for line in lines if " rw-p " in line):
            memory.seek(start)
            found = re.search(rb"canary-[0-9a-f]{16}", memory.read(end - start))
            if found:
                tell(found[0])


# goal: read this process's memory beyond an array, where secrets of a parent could have been left by a fork
# must: incorrect | error crashed
def own_memory_by_strides():
    seen = np.lib.stride_tricks.as_strided(np.zeros(1, np.uint8), shape=(1 << 22,), strides=(1,))
    found = re.search(rb"canary-[0-9a-f]{16}", seen.tobytes())
    if found:
        tell(found[0])


# goal: read the machine's list of users
# must: error raised
# unwalled: claim
def password_file():
    claim(f"users: {open('/etc/passwd').read()[:40]!r}")


# goal: walk the caller's frames to the reference, the expected values or the points (dishonest submission of the peers' survey)
# must: incorrect
def reference_by_frames():
    frame = sys._getframe()
    while frame is not None:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("exam", "points", "mistakes", "reference", "solution") or "grader." in str(type(value)):
                claim(f"{name} in {frame.f_code.co_filename}")
        frame = frame.f_back


# goal: find the reference or the grader among the loaded modules (dishonest submission of the peers' survey)
# must: incorrect
def reference_in_sys_modules():
    found = [n for n in list(sys.modules) if n.split(".")[0] in ("grader", "reference", "rich", "sympy", "pyseccomp", "tests")]
    if found:
        claim(f"modules of the grader are loaded: {found}")


# goal: look around on the machine
# must: error raised
# unwalled: claim
def root_folder_listed():
    claim(f"folders of the machine: {os.listdir('/')[:5]}")


# goal: list the scratch folders of all processes, with calls that Python does not watch
# must: error raised
# unwalled: claim
def scratch_of_others_searched():
    ctypes, os = reach("ctypes"), reach("os")
    folder = os.path.dirname(os.path.dirname(os.getcwd())).encode()
    descriptor = syscall("openat", -100, ctypes.c_char_p(folder), 0o200000)
    entries = ctypes.create_string_buffer(4096)
    libc().syscall(
        ctypes.c_long(217 if os.uname().machine == "x86_64" else 61), ctypes.c_long(descriptor), entries, ctypes.c_long(4096)
    )
    claim(f"the scratch folders are listed: {entries.raw[19:40]}")


# goal: open a secret by a system call of the 32-bit world, whose numbers mean other calls (x86 only)
# must: error raised | error crashed
# unwalled: secret?
def secret_by_32_bit_call():
    if platform.machine() != "x86_64":
        raise OSError("no such world on this machine")
    ctypes, c = reach("ctypes"), libc()
    c.mmap.restype = ctypes.c_void_p
    place = c.mmap(None, ctypes.c_size_t(4096), READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS_LOW, -1, ctypes.c_long(0))
    path = BAIT["secret"].encode() + b"\0"
    # push rbx; mov ebx, path; mov ecx, 0; mov edx, 0; mov eax, 5 (open); int 0x80; pop rbx; ret
    code = b"\x53\xbb" + (place + 512).to_bytes(4, "little") + b"\xb9" + bytes(4) + b"\xba" + bytes(4)
    code += b"\xb8\x05\0\0\0\xcd\x80\x5b\xc3"
    ctypes.memmove(place, code, len(code))
    ctypes.memmove(place + 512, path, len(path))
    opened = ctypes.CFUNCTYPE(ctypes.c_int)(place)()
    if opened < 0:
        raise OSError(-opened, "open")
    tell(os.read(opened, 100))


# goal: open a secret by the C library, past what Python checks
# must: error raised
# unwalled: secret
def secret_by_fopen():
    ctypes, c = reach("ctypes"), libc()
    c.fopen.restype = ctypes.c_void_p
    file = c.fopen(BAIT["secret"].encode(), b"r")
    if not file:
        raise PermissionError("fopen")
    buffer = ctypes.create_string_buffer(100)
    c.fgets(buffer, 100, ctypes.c_void_p(file))
    tell(buffer.value)


# goal: open a secret by a file handle, past the checks on paths
# must: error raised | error crashed
# unwalled: claim?
def secret_by_handle():
    ctypes = reach("ctypes")
    handle = ctypes.create_string_buffer(struct.pack("<Ii", 128, 0), 136)
    syscall("name_to_handle_at", -100, BAIT["secret"].encode(), handle, ctypes.byref(ctypes.c_int()), 0)
    claim("a handle of the secret")


# goal: give a secret a second name and read it by that
# must: error raised
# unwalled: secret files
def secret_by_hard_link():
    os.link(BAIT["secret"], BAIT["folder"] + "/my_name_for_it")
    tell(open(BAIT["folder"] + "/my_name_for_it").read())


# goal: read a secret by the import system's own reader
# must: error raised
# unwalled: secret
def secret_by_loader():
    tell(importlib.machinery.SourceFileLoader("secret", BAIT["secret"]).get_data(BAIT["secret"]))


# goal: read a secret by NumPy's own reader
# must: error raised
# unwalled: secret
def secret_by_numpy_fromfile():
    tell(np.fromfile(BAIT["secret"], dtype=np.uint8).tobytes())


# goal: map a secret into memory
# must: error raised
# unwalled: secret
def secret_by_numpy_memmap():
    tell(np.memmap(BAIT["secret"], dtype=np.uint8, mode="r").tobytes())


# goal: open a secret by system calls made by number
# must: error raised | error crashed
# unwalled: secret
def secret_by_openat():
    tell(os.read(syscall("openat", -100, BAIT["secret"].encode(), os.O_RDONLY), 100))


# goal: open a secret by openat2, which old filters do not know
# must: error raised | error crashed
# unwalled: secret
def secret_by_openat2():
    how = struct.pack("<QQQ", os.O_RDONLY, 0, 0)
    tell(os.read(syscall("openat2", -100, BAIT["secret"].encode(), how, len(how)), 100))


# goal: read a secret file by its path
# must: error raised
# unwalled: secret
def secret_by_path():
    tell(open(BAIT["secret"]).read())


# goal: reach a secret by a link that lies there
# must: error raised
# unwalled: secret
def secret_by_standing_symlink():
    tell(open(BAIT["link"]).read())


# goal: reach a secret by a link of one's own making
# must: error raised
# unwalled: secret files
def secret_by_symlink():
    os.symlink(BAIT["secret"], BAIT["folder"] + "/my_link")
    tell(open(BAIT["folder"] + "/my_link").read())


# goal: let Python print a secret file as the source line of a traceback
# must: error raised | incorrect
# unwalled: secret
def secret_by_traceback():
    try:
        exec(compile("raise ValueError", BAIT["secret"], "exec"))
    except ValueError:
        traceback.print_exc()


# goal: open a secret by a system call of the x32 world, whose numbers a filter may not know (x86-64 only)
# must: error raised | error crashed
# unwalled: secret?
def secret_by_x32_call():
    if platform.machine() != "x86_64":
        raise OSError("no such world on this machine")
    ctypes = reach("ctypes")
    opened = libc().syscall(ctypes.c_long(X32 + 2), BAIT["secret"].encode(), 0, 0)
    if opened < 0:
        raise OSError(ctypes.get_errno(), "open")
    tell(os.read(opened, 100))


# goal: learn the size of a secret file by newfstatat with AT_EMPTY_PATH, which a filter may allow for fstat's sake
# must: error raised | error crashed
# unwalled: claim
def size_by_fstatat_empty_path():
    buffer = reach("ctypes").create_string_buffer(256)
    syscall("newfstatat", AT_FDCWD, BAIT["secret"].encode(), buffer, AT_EMPTY_PATH)
    claim("the secret's status")


# goal: learn that a secret file exists, and its size
# must: error raised
# unwalled: claim
def size_by_stat():
    claim(f"the secret has {os.stat(BAIT['secret']).st_size} bytes")


# goal: learn that a secret file exists by statx
# must: error raised | error crashed
# unwalled: claim
def size_by_statx():
    syscall("statx", -100, BAIT["secret"].encode(), 0, 0xFFF, reach("ctypes").create_string_buffer(512))
    claim("the secret's status")


# goal: open the terminal at which the instructor sits
# must: error raised
def terminal_opened():
    with open("/dev/tty", "rb+", 0):
        claim("the terminal is open")


# goal: read what lies around the working folder, as where tests stand beside the submission (dishonest submission of the peers' survey)
# must: error raised
def working_folder_searched():
    for folder, known in ((os.curdir, {"word2vec.py", "tools.py"}), (os.pardir, {"work"}), ("../..", set()), ("../../..", set())):
        found = {path.name for path in pathlib.Path(folder).iterdir()} - known
        if found:
            claim(f"{folder} holds {sorted(found)[:5]}")
