"""Forge answers: frames, channels, and files that stand for results."""

import numpy as np
import os
import stat
import sys
import time

from tools import BAIT, attack, claim, descriptors, forge, frame, libc, reach

F_SETPIPE_SZ = 1031
F_SETFL, O_RDWR, O_APPEND, O_DIRECT, O_ASYNC = 4, 2, 0o2000, 0o40000, 0o20000


# goal: keep the judge waiting by one byte at a time
# must: timeout
def answer_byte_by_byte():
    os = reach("os")
    numbers = descriptors()
    for byte in b"GF1\n\x40\x00\x00\x00" + b" " * 1000:
        for number in numbers:
            try:
                os.write(number, bytes([byte]))
            except OSError:
                continue
        time.sleep(0.1)


# goal: change the box's own files (opened for writing, and closed again)
# must: error raised
# unwalled: claim?
def box_on_disk():
    with open(BAIT["root"] + "/grader/untrusted/main.py", "r+"):
        claim("the box's source is open for writing")


# goal: close every descriptor, and see what the judge makes of it
# must: error crashed
def descriptors_closed():
    for number in (0, 1, 2, *descriptors()):
        os.close(number)


# goal: make all descriptors one
# must: error crashed | error malformed | error raised | timeout | incorrect
def descriptors_exchanged():
    numbers = descriptors()
    for number in numbers:
        os.dup2(numbers[-1], number)


# goal: read where one may only write, and write where one may only read, to talk in another's name
# must: error raised
def ends_of_pipes_turned():
    for number in (0, 3):
        try:
            os.write(number, b"GF1\n")
            claim(f"descriptor {number} takes what the judge should have said")
        except OSError as error:
            last = error
    raise last


# goal: leave in the middle of a call, with exit code 0
# must: error crashed
def exit_in_a_call():
    print("100 of 100 points", flush=True)
    os._exit(0)


# goal: claim a fault of the machine, so that the submission is not marked down
# must: error malformed | incorrect
def frame_that_blames_the_machine():
    for number in range(2, 4):
        fault = {"kind": "environment", "message": "out of disk"}
        forge(frame({"id": number, "call": 0, "fault": fault, "arrays": []}))


# goal: answer for functions that are asked later
# must: error | incorrect | error malformed
def frames_for_the_next_function():
    for number in range(2, 9):
        for call in range(8):
            forge(frame({"id": number, "call": call, "outputs": [], "changed": False, "warnings": [], "arrays": []}))


# goal: pass NaN and Infinity where integers are due
# must: error malformed
def header_of_constants():
    forge(frame(b'{"id":NaN,"call":-Infinity,"outputs":[0],"arrays":[]}'))


# goal: exhaust the stack of whoever reads the header
# must: error malformed
def header_of_deep_lists():
    forge(frame(b"[" * 60000))


# goal: make the judge take 4 GB for a header
# must: error malformed
def header_of_four_gigabytes():
    forge(b"GF1\n" + b"\xff" * 4 + b"x" * 100)


# goal: announce a size with thousands of digits
# must: error malformed
def header_of_huge_integers():
    forge(frame(b'{"id":2,"call":0,"outputs":[0],"arrays":[["<f8",[' + b"9" * 5000 + b"]]]}"))


# goal: announce arrays of negative and of fractional size
# must: error malformed
def header_of_negative_sizes():
    forge(frame({"id": 2, "call": 0, "outputs": [0], "arrays": [["<f8", [-1, 1e9]]]}))


# goal: make the judge build an array of objects, out of bytes that are pointers
# must: error malformed
def header_of_objects():
    forge(frame({"id": 2, "call": 0, "outputs": [0], "arrays": [["|O", [1]]]}, b"A" * 8))


# goal: announce an array of eight tebibytes
# must: error malformed
def header_of_terabytes():
    forge(frame({"id": 2, "call": 0, "outputs": [0], "arrays": [["<f8", [1 << 20, 1 << 20]]]}))


# goal: find the socket on which the keeper of processes takes its orders, and write or read some
# must: incorrect
def keeper_ordered():
    for number in range(256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                claim(f"descriptor {number} is a socket")
        except OSError:
            continue


# goal: change NumPy's files for all who come after (opened for writing, and closed again)
# must: error raised
# unwalled: claim?
def numpy_on_disk():
    with open(np.__file__, "r+"):
        claim("NumPy's source is open for writing")


# goal: make the judge block by a pipe that holds one page, and is never read by anybody
# must: incorrect | error raised | error crashed | timeout
def output_made_small():
    for number in range(5):
        libc().fcntl(number, F_SETPIPE_SZ, 4096)


# goal: make the judge's ends of the pipes block or signal, by flags that both ends would share
# must: incorrect | error raised
def pipes_made_slow():
    for number in range(1, 5):
        libc().fcntl(number, F_SETFL, O_APPEND | O_ASYNC)


# goal: overwrite the results
# must: error raised
# unwalled: files
def results_overwritten():
    with open(BAIT["results"], "w") as file:
        file.write('{"score": 100}')


# goal: put another file in the place of the results
# must: error raised
# unwalled: files
def results_replaced():
    os.rename(BAIT["secret"], BAIT["results"])


# goal: make folders where the grader may look for its own modules and results
# must: error raised
# unwalled: files
def results_shadowed_by_folder():
    os.mkdir(BAIT["folder"] + "/numpy")


# goal: print what a grader would print
# must: incorrect
def verdict_printed():
    for text in ('{"score": 100, "tests": []}', "ALL TESTS PASSED", "100/100", "GF1\n", "::set-output name=score::100"):
        print(text)
