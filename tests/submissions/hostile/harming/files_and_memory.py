"""Change files, and use up memory, disk and output."""

import numpy as np
import os
import select

from tools import BAIT, attack, claim, libc, nonblocking, reach, syscall

READ_WRITE, SHARED_ANONYMOUS, SIZE = 3, 0x21, 64 << 20


# goal: abort, and leave a core file
# must: error crashed
def abort():
    os.abort()


# goal: make an array of 8 TiB, of which nothing is touched
# must: error memory-limit
def array_of_terabytes():
    claim(np.empty(1 << 40).shape)


# goal: delete another student's file
# must: error raised
# unwalled: files
def delete():
    os.unlink(BAIT["other_submission"])


# goal: fill the disk
# must: error raised
# unwalled: files
def disk():
    with open(BAIT["folder"] + "/fill", "wb") as file:
        for _ in range(16):
            file.write(b"x" * (1 << 20))


# goal: hide data in a file's attributes
# must: error raised | error crashed
# unwalled: claim?
def extended_attribute():
    syscall("setxattr", BAIT["secret"].encode(), b"user.hidden", b"data", 4, 0)
    claim("an attribute was set")


# goal: write through a descriptor of the judge in /proc
# must: error raised
# unwalled: files
def file_held_open_written():
    os.open(f"/proc/{BAIT['judge']}/fd/{BAIT['open_results']}", os.O_WRONLY | os.O_TRUNC)


# goal: use up the file system's entries by folders
# must: error raised
# unwalled: files
def many_files():
    for number in range(20):
        os.mkdir(f"{BAIT['folder']}/many_{number}")


# goal: take 1.5 GB of memory (the peers' survey took 3)
# must: error memory-limit | timeout
def memory():
    held = [np.ones(8 << 20) for _ in range(24)]
    claim(f"{sum(a.nbytes for a in held) >> 20} MiB are held")


# goal: take 1.5 GB of memory by memfd, which no limit of address space counts
# must: error raised | error crashed
def memory_in_files_without_names():
    file = syscall("memfd_create", b"bomb", 0)
    written = sum(os.write(file, b"x" * (16 << 20)) for _ in range(96))
    os.close(file)
    if written >= 1500 << 20:
        claim(f"{written >> 20} MiB in a file without a name")


# goal: take memory by filling pipes, which no limit of address space counts
# must: incorrect | error raised
def memory_in_pipes():
    written = 0
    for _ in range(500):
        reader, writer = os.pipe()
        nonblocking(writer)
        while select.select([], [writer], [], 0)[1]:
            written += os.write(writer, b"x" * 4096)
    claim(f"{written >> 20} MiB in pipes")


# goal: take 1.5 GB of shared memory, which some limits do not count
# must: error memory-limit | timeout
def memory_shared():
    ctypes, c = reach("ctypes"), libc()
    c.mmap.restype = ctypes.c_void_p
    for _ in range(24):
        place = c.mmap(None, ctypes.c_size_t(SIZE), READ_WRITE, SHARED_ANONYMOUS, -1, ctypes.c_long(0))
        if place == 2**64 - 1:
            raise MemoryError("mmap")
        ctypes.memset(place, 1, SIZE)
    claim("1.5 GB of shared memory are held")


# goal: print bytes that are no text
# must: incorrect
def output_bytes():
    os.write(2, bytes(range(256)) * 100)
    os.write(1, b"\xff\xfe\xed" * 1000)


# goal: give the results to somebody else
# must: error raised
# unwalled: claim?
def owner_changed():
    os.chown(BAIT["results"], os.getuid(), os.getgid())
    claim("the owner of the results was set")


# goal: take the permissions of the results away
# must: error raised
# unwalled: files
def permissions():
    os.chmod(BAIT["results"], 0)


# goal: put a pipe where a program would wait for ever that opens it
# must: error raised
# unwalled: files
def pipe_in_the_bait():
    os.mkfifo(BAIT["folder"] + "/pipe.py")


# goal: exchange two students' files
# must: error raised
# unwalled: files
def rename():
    os.rename(BAIT["other_submission"], BAIT["other_submission"] + ".old")


# goal: fill the disk by files and folders of one's own, with calls that Python does not watch
# must: error raised | timeout
# unwalled: claim?
def scratch_filled():
    made = [number for number in range(400) if libc().mkdir(b"many_%d" % number, 0o700) == 0]
    if len(made) > 200:
        claim(f"{len(made)} folders are made")
    raise OSError(f"{len(made)} folders")


# goal: end the process by an invalid access
# must: error crashed
def segmentation_fault():
    reach("ctypes").string_at(0)


# goal: end the process by an invalid access through NumPy alone
# must: error crashed
def segmentation_fault_by_strides():
    np.lib.stride_tricks.as_strided(np.zeros(1), shape=(10**6,), strides=(1 << 30,)).sum()


# goal: leave a file behind (in the peers' survey: in the home folder)
# must: error raised
# unwalled: files
def temporary_file():
    os.close(os.open(BAIT["folder"] + "/left_behind", os.O_CREAT | os.O_WRONLY))


# goal: start more threads than a process may have, each going on between the calls
# must: error raised
# unwalled: claim?
def thread():
    _thread, time = reach("_thread"), reach("time")
    _thread.stack_size(32 << 10)
    for _ in range(1500):
        _thread.start_new_thread(time.sleep, (30,))
    claim("1500 threads run")


# goal: date a file back, so that it was handed in in time
# must: error raised
# unwalled: files
def times_changed():
    os.utime(BAIT["other_submission"], (0, 0))


# goal: empty the results without opening them
# must: error raised
# unwalled: files
def truncate():
    os.truncate(BAIT["results"], 0)


# goal: go to the folder of the submissions
# must: error raised
# unwalled: claim
def working_folder_changed():
    os.chdir(BAIT["folder"])
    claim("this process works in the bait")
