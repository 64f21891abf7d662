"""The trusted half of the sandbox: run a submission's functions on given arguments, and receive values.

    with Box(limits=Limits()) as box, box.open(Load(module="word2vec", files=files)) as session:
        session.loaded          # model.Loaded
        session.ask(calls)      # model.Answer, one for each call, in order
        session.printed         # the start of its standard output and error

Theory of operation
===================

The grader never runs a submission. It asks a process to run it that knows the arguments of calls and nothing else: no expected
value, no points, no mistakes, no reference, no other submission, and no path to any of these. The replies are read as data
(`wire.py`: lengths, dtypes and sizes are checked before memory is taken; no pickle, no eval), and compared here, in the judge's
process. A submission can therefore put anything into its answers, but only the right numbers earn points. What else it can reach
depends on the level of isolation, which is found by trying (`walls/levels.py`, `walls/selftest.py`).

Processes, behind walls
-----------------------

    judge            this process: reference, points, results, with all rights of the user who started it
      |  starts the zygote, and orders forks on one socket; at level strong through bubblewrap, which makes the namespaces
      `-- zygote     a clean interpreter with NumPy and the allowed modules; no grader code, and never a byte of a submission
            `-- fork one for each session: limits, then walls, then `ready`, then the submission

The zygote is started by exec, with an environment made here (`processes/launch.py`: nothing of the caller's but a library path),
the root folder as working directory, a session of its own, and no descriptor but its socket. It has one thread, shows its memory
to nobody (PR_SET_DUMPABLE), and has the rights of the user behind the namespaces, if there are any. It reads nothing that a
submission could write: a fork talks to the judge alone, through pipes that the judge has made.

A fork gives up, in this order: all descriptors but its pipes; memory, processor time, large files, more than 64 descriptors
(rlimits); where the grader is root, its user, for a number that belongs to nobody, or at least all privileges; all files but
those of the next section, by Landlock, and TCP, signals and abstract sockets as far as the kernel's Landlock knows them; and
the system calls that make a socket or a process, or send a signal, by a seccomp filter. A step that is refused ends the fork,
and is the machine's fault (GraderFault), never a submission's. What real submissions import most has been imported before
(`preloaded_modules.py`: every further module makes every fork slower), everything else of Python and NumPy is imported from the
disk, and the submission's own modules from memory. What is the same for all submissions of an assignment (public helpers,
starters, names of modules) the zygote reads once, before the first fork (`untrusted/material.py`), and it rehearses with a text
of its own what forks do (`untrusted/rehearsal.py`), so that their code is specialized from the start. Import statements of the
submission find only what the assignment offers, at every level (`untrusted/loading.py`): that keeps points the same everywhere,
and is not a wall.

Files
-----

A process has a scratch folder (`processes/scratch.py`), new and its own, with a working folder in which only the handed-in files
lie. It may write there, within limits, and read the standard library, NumPy, what else is allowed, the libraries that these load,
and four devices (`walls/readable.py`); every other file is not there (FileNotFoundError), the grader and all other installed
packages among them. Two Landlock rulesets stand around a fork: one, made once, names every readable entry and the folder of all
scratch folders; one, made for each fork, its own scratch folder. Only what both allow is allowed.

Landlock decides on opening, making, renaming and removing. What it does not know (stat, access, chdir, readlink, chmod) the
filter never lets through, whatever the path: the kernel sends SIGSYS, and the fork does the same with a file that it opens
(`untrusted/inside_calls.py`). What makes a file, a folder or a thread is counted by the zygote, whom the kernel asks before each
(`untrusted/inside_counts.py`), so that limits hold for programs that do not want them. A scratch folder is removed when its
process is dead, whatever ended it; what a judge that was killed has left, the next one removes.

Where there is no Landlock but another user, or where the kernel cannot report calls (a container that has it done already), the
filter refuses every call that takes a path, and threads: a submission then has neither files nor modules beyond the preloaded.

A box has one zygote (`processes/zygotes.py`), which is tested before it serves: a fork with all its walls up must fail at
everything that the self-test tries. Those who grade side by side have a box each (`grader.runner`). A zygote that has died,
or does not answer within five seconds, is replaced; a session that is lost with it is not a verdict but a GraderFault, and
the runner grades that submission once more. All processes die with the judge: the kernel kills the zygote with the thread
that started it, and the forks with the zygote.

At level none the process of a session is a fresh interpreter (`processes/process.py`). It takes 50 ms to start, nearly all of it
to import NumPy, and imports the standard library from disk when asked. It serves systems other than Linux. Frames, sessions and
limits are the same, and so is what a program finds: an audit hook and a few functions of `os` (`untrusted/inside_refusals.py`)
answer as the walls would, with the same errors. That keeps marks equal, and is no wall.

The interpreter of these processes is the grader's own or the one that `--python` names (`processes/interpreter.py`). Of another
one they see its standard library and its folders of packages, read-only, without the grader, assignments, and what leads to
folders elsewhere; their names are refused by the first finder of every process, at every level (`untrusted/entrypoint.py`).

Channels
--------

orders    judge to zygote: fork, with these walls and these descriptors; before that, where it is another one than last time, the
          material of an assignment. Each order is one message.
leash     one for each fork, between judge and zygote: `+` when it is forked, its exit code when it is dead. When the judge closes
          its end, the fork is killed. No two forks share a channel, so their messages cannot be swapped.
requests  judge to fork. One load (files as bytes, stand-ins, limits, the seed), to a plain process after the material, then one
          frame for all consecutive calls of a function. The first calls of all functions are made before the
          others: a process that is asked no more cannot tell by what it is sent.
replies   fork to judge. `ready` before any byte of the submission runs: a process that does not send it is the machine's fault
          (GraderFault), after it the submission is responsible. Then the place of each top-level statement that is about to be
          run and does more than define, `loaded`, and one frame for each call, so that each call has its own deadline, and
          answers before a hang are kept. The frame of a usual answer is short, and the judge reads several at a time.
output    fork to judge. Standard output and error: 1 MiB is kept; the rest is read and dropped. It is never parsed.

No read or write blocks on a pipe (`processes/streams.py`), so a process that is stopped, silent or endless costs its time limit
and no more. A process that hangs, dies or sends malformed frames is killed; calls of that function without an answer
share that fault, and the next function is called in a fresh process, into which the submission is loaded again. The time of a
whole session is limited too.

Where a process ends during the load, the statement whose place came last is skipped by a fresh process: three at most, in a list
that the judge keeps and gives to all later processes of the submission. All this takes at most the time of one load, of which
each statement may use half of what is left. A forged place costs its author a statement.

Levels
------

    strong    seccomp, Landlock and namespaces (bubblewrap): no other process, no network, of the files only Python and NumPy
    standard  seccomp, and Landlock or another user
    none      all rights of this user: read and write this user's files (the reference among them, if its path is guessed), use
              the network, leave a process behind that has left the group. For one's own code, and for code one would run anyway.

The self-test puts up each wall alone, then all together, and tries to read a canary file, to list, write and stat, to connect to
listeners of the judge's, to read and change another scratch folder, to fork, to start programs, and to signal the zygote. The
report names what succeeds, and that
wall does not count. Less than is required raises WeakIsolation, before anything is graded.

Nothing is shared
-----------------

No two processes of a box have an open file description, a mapping that can be written, a table of the kernel or a folder in
common; `tests/sandbox/test_nothing_shared.py` compares them from outside. Flags of open files cannot be changed (F_SETFL). A fork
leaves the zygote's variables behind, which are about other forks. A process that asks for its number, its thread's or its
parent's is told 0, which means itself in every call that takes one.

What is judged is what comes back, and no process can tell from what it sees whether its answers are the ones that count
(`grading/followups/numerical_gradient.py`): the exam itself has longer steps, and a follow-up begins with the same frames and has
the same functions, types and variables around it. All that a process says of the submission (names of functions, which of them
are the template's, what was left out, warnings, changed inputs) is a claim of the submission: it can cost the submission points,
and earn none.

Memory of the machine
---------------------

All processes of the box have the highest `oom_score_adj`, so that the kernel ends them, and not the judge, where the machine has
no memory left. A process that SIGKILL ended, which nobody but the kernel can send behind walls, raises OutOfMemory, unless it has
used up its processor time: a fault of the machine, which says nothing about the submission. A process that reaches its own limit
gets a MemoryError, which does. At level none the kernel's own count of processes that it ended so decides between the two.

Remaining abilities of an attacker
----------------------------------

In the answers: return any numbers, shapes, texts and faults of the kinds missing, raised and malformed, for this call or, with
forged frames, for later ones. Each is judged as the submission's answer. Texts are cut and made encodable here, and escaped by
the writers of reports. A claim that the machine is at fault is not among the kinds that a process may report.
In the process: read and change the serving code, NumPy, and everything that was sent to this process: arguments of earlier
calls, the submission's own files, the public helpers. None of this is worth stealing at any time, which is why there are no
callbacks to the judge, and why a follow-up question with a correct function in place of a wrong one goes to another process
(`Load.stand_ins`). It may use the processor, the memory, the files and the threads that the limits allow, and see clocks and the
kernel's name. A program that looks for it finds numbers that grow with every process of the machine or the box: those of inodes
(its folder, its pipes), and that of its thread in the memory of the C library. It can find out that inputs are watched, by their
type (`is np.ndarray` is false) or the factor in memory, and have no answer then: the instructor gets a remark. It can also take
the watching code away, or move something in a way that it does not see (plain numbers, logits, by much or along a circle): then
a differenced gradient passes for a derived one, with a remark where it has fewer digits (`rough_gradients`). At
level standard it can tell from the error of an open whether a path exists,
though neither what is there nor how large it is, and when a file of the library was last read, so that a process may know of one
before it; at strong the namespaces hide that too.
In the zygote, if the filter had a hole: read no more than any process of that user behind the same walls, since walls stand
around each fork, and namespaces (strong) around the zygote too.
In the judge: whatever a hole in the kernel, in NumPy's `frombuffer` or in `json` would give. No level promises anything about
kernel bugs, timing and CPU side channels.

Limits
------

`Limits` holds the numbers and their reasons; `grader grade` and `check` have options for those that a course may want to
change. The judge measures wall-clock times on every system. The process also limits itself (memory, processor time, the size
of a file, no core dumps, 64 descriptors): behind walls all of these or it does not start, at level none where the system can.
Windows cannot, and macOS knows no limit of address space. On Windows the children of a process are not killed with it.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.sandbox.box import Box
    from grader.sandbox.limits import Limits
    from grader.sandbox.requests import Load
    from grader.sandbox.session import Session

__all__ = ["Box", "Limits", "Load", "Session"]

# Imported on use: `grade` starts a box, and with it the first process, before it imports what talks to it.
_HOMES = {"Box": "box", "Limits": "limits", "Load": "requests", "Session": "session"}

__getattr__ = names_of("grader.sandbox", {name: f"grader.sandbox.{home}" for name, home in _HOMES.items()})
