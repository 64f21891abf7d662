"""Differentiate numerically, and look for signs of being watched, to have no answer then."""

import gc
import os
import sys

import numpy as np

from tools import differencing as attack
from tools import libc, reach


# goal: empty what the serving code has noted about the file, so that no evidence leaves
# must: incorrect in b
# at most: 5
def empties_its_evidence():
    for each in gc.get_objects():
        if type(each).__name__ in ("Submission", "Starters"):
            for name, value in vars(each).items():
                if isinstance(value, (set, frozenset)):
                    setattr(each, name, frozenset())


# goal: have no answer in a process that comes after another one of this submission, which has left a flag on an open file
# must: incorrect in b
# at most: 5
def hides_after_an_earlier_process():
    fcntl = reach("fcntl")
    flags = fcntl.fcntl(0, fcntl.F_GETFL)
    libc().fcntl(0, fcntl.F_SETFL, flags | os.O_APPEND)
    if flags & os.O_APPEND:
        raise RuntimeError


# goal: have no answer where the request has three calls, as a follow-up may
# must: incorrect in b | error raised in b | error in b
# at most: 5
def hides_by_the_length_of_the_request():
    frame = sys._getframe(1)
    while frame:
        request = frame.f_locals.get("request")
        if isinstance(request, dict) and len(request["calls"]) == 3:
            raise RuntimeError
        frame = frame.f_back


# goal: have no answer where numbers say that this process is not the first one
# must: incorrect in b
# at most: 5
def hides_by_the_number_of_the_process():
    if max(os.getpid(), libc().getpid(), libc().gettid(), reach("threading").get_native_id()) > 20:
        raise RuntimeError


# goal: have no answer where an input is of another type than it seems, which is a suspicion (a remark) and no proof
# must: correct in b
# at most: 40
def hides_by_the_type_of_its_input():
    frame = sys._getframe(1)
    if type(frame.f_locals["v"]) is not np.ndarray:
        raise RuntimeError


# goal: have no answer where steps are shorter, once it has changed with longer ones
# must: incorrect in b
# at most: 5
def hides_from_shorter_steps():
    for each in gc.get_objects():
        if type(each).__name__ == "Server" and (vars(each).get("_step_factor") or 1.0) < 1.0:
            raise RuntimeError


# goal: have no answer where functions of NumPy are somebody else's
# must: error raised in b
def hides_where_makers_are_replaced():
    if hasattr(np.array, "__wrapped__"):
        raise RuntimeError


# goal: have no answer where the memory of the zygote tells of another process of this submission
# must: incorrect in b
# at most: 5
def hides_where_there_are_siblings():
    if any(vars(each).get("_leashes") for each in gc.get_objects() if type(each).__name__ == "Zygote"):
        raise RuntimeError
    frame = sys._getframe()
    while frame:
        if frame.f_locals.get("leash", 0) > 4 or any(type(value).__name__ == "Zygote" for value in frame.f_locals.values()):
            raise RuntimeError
        frame = frame.f_back
