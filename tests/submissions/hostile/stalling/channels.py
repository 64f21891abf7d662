"""Leave the judge waiting on its channels."""

import os
import time

from tools import attack, descriptors, reach


# goal: close the answers and go on, so that the process neither answers nor ends
# must: error crashed
def answers_closed():
    for number in descriptors():
        os.close(number)
    time.sleep(1000)


# goal: close the output and go on, so that whoever waits for its end waits for ever
# must: incorrect | error crashed
def output_never_flushed_to_the_end():
    os.close(1)
    os.close(2)


# goal: block on an output that nobody reads
# must: incorrect | error crashed
def output_read_by_nobody():
    print("x" * 900_000)


# goal: read the requests oneself, and wait for more
# must: timeout | error raised
def request_eaten():
    for number in descriptors():
        try:
            os.read(number, 1 << 20)
        except OSError:
            continue


# goal: keep the process by a thread that is waited for
# must: incorrect | error raised
def thread_that_never_ends():
    threading, time = reach("threading"), reach("time")
    threading.Thread(target=time.sleep, args=(1000,)).start()
