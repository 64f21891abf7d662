"""The trusted half of the box: it runs a stranger's functions on given arguments, and what comes back is values.

    with Box(limits=Limits()) as box, box.open(Load(module="word2vec", files=files)) as session:
        session.loaded          # model.Loaded
        session.ask(calls)      # model.Answer, one for each call, in order
        session.printed         # what it wrote to standard output and error, the start of it

Theory of operation
===================

The grader never runs a submission. It asks a process to do so that knows the arguments of calls and nothing else: no expected
value, no points, no mistakes, no reference, no other submission, no path of any. What comes back is read as data (`wire.py`:
lengths, dtypes and sizes checked before memory is taken; no pickle, no eval), and compared here, in the judge's process. So the
question is never whether a submission can lie in its answers (it can, and only the right numbers help), but what else it can
reach. That depends on the level, and the level is found by trying (`levels.py`, `selftest.py`).

Processes, behind walls
-----------------------

    judge            this process: reference, points, results, with all rights of whoever started it
      |  starts, and orders forks on one socket; at level strong through bubblewrap, which makes the namespaces
      `-- zygote     a clean interpreter with NumPy and the offered modules; no grader code, no byte of a submission, ever
            `-- box  a fork for each session: limits, then walls, then `ready`, then the submission

The zygote is started by exec, with an environment made here (nothing of the caller's but a library path), the root folder as
working directory, a session of its own, and no descriptor but its socket. It has one thread, shows its memory to nobody
(PR_SET_DUMPABLE), and has the rights of the user behind the namespaces, if any. It reads nothing that a submission could write: a
fork talks to the judge alone, through pipes that the judge has made.

A box process gives up, in this order: all descriptors but its pipes; memory, processor time, files to write, more than 64
descriptors (rlimits); where the grader is root, its user, for a number that belongs to nobody; all files, by a Landlock ruleset
without a single exception, and TCP, signals and abstract sockets as far as the kernel's Landlock knows them; and the system calls
that take a path, make a socket, a process or a thread, or send a signal, by a seccomp filter. What refuses any step ends it, and
is the machine's fault (GraderFault), never a submission's. Since no file can be opened any more, whatever may be imported has
been imported before (`offered.py`), and the submission's own files come as bytes. What an assignment does not offer is not
there for import statements of the submission, at any level (`untrusted/loading.py`): that keeps marks the same everywhere, and is
no wall.

The keeper (`keeper.py`) has as many zygotes as are worked with side by side. Each is tried before it serves: a child with all its
walls up must fail to do what the self-test knows how to do. A zygote that has died, or does not answer within five seconds, is
replaced; a session that it takes with it is no verdict but a GraderFault, upon which the runner grades that submission afresh,
once. All die with the judge: the kernel kills the zygote with the thread that started it, and the forks with the zygote.

At level none a session's process is a fresh interpreter: 50 ms, nearly all of it the import of NumPy; the standard library is
imported from disk when it is asked for. So it is for `check` and where there is no Linux. Frames, sessions and limits are the
same.

Channels
--------

orders    judge to zygote: fork, with these walls and these descriptors. Each order is one message, so threads need no lock.
leash     one for each fork, between judge and zygote: `+` when it is forked, its exit code when it is dead. When the judge lets
          go, the fork is killed. No two forks share a channel, so nothing can be swapped.
requests  judge to box. One load (files as bytes, public helper modules, starters, stand-ins, limits, the seed), then one frame
          for all consecutive calls of a function.
replies   box to judge. `ready` before any byte of the submission runs: a process that does not say it is the machine's fault
          (GraderFault), one that has said it is the submission's responsibility. Then `loaded`, then one frame for each call,
          so that each call has its own deadline and what was answered before a hang is kept.
output    box to judge. What is printed: 64 KiB kept, 1 MiB and the process is killed. It is never parsed.

Nothing here blocks on a pipe (`streams.py`), so a process that is stopped, silent or endless costs its time limit and no more.
A process that hangs, dies, floods or talks nonsense is killed; calls of that function without an answer share that fault, and
the next function is asked in a fresh process, into which the submission is loaded again. All time of a session is bounded too.

Levels
------

    strong    seccomp, Landlock and namespaces (bubblewrap): no other process, no network, of the files only Python and NumPy
    standard  seccomp, and Landlock or another user: two walls that do not depend on each other
    none      what this user may do: read and write this user's files (the reference among them, if its path is guessed), use the
              network, leave a process behind that has left the group. For one's own code, and for code one would run anyway.

The self-test puts up each wall alone, then all together, and tries to read a canary file, to list, write and stat, to connect to
listeners of the judge's, to fork, start threads and programs, and to signal the zygote. What succeeds is named in the report, and
the wall does not count. Less than was asked for is WeakIsolation, before anything is graded.

What an attacker could still do, and where
------------------------------------------

In the answers: return any numbers, shapes, texts and faults of the kinds missing, raised and malformed, for this call or, by
writing frames himself, for later ones. Each is judged as his answer. Texts are cut and encodable here, escaped by the report's
writers. A claim that the machine is at fault is not among the kinds he can make.
In the process: read and change the serving code, NumPy, and everything it was handed in this process: arguments of earlier
calls, his own files, the public helpers. Nothing there is worth stealing at any time, which is why there are no callbacks to the
judge, and why a second look with a correct function in place of a wrong one is another process (`Load.stand_ins`). He may use
the processor and the memory that the limits give him, and see clocks, the kernel's name and the number of his process.
In the zygote, if the filter had a hole: read no more than any process of that user behind the same walls, since walls stand
around each fork, and namespaces (strong) around the zygote too.
In the judge: whatever a hole in the kernel, in NumPy's `frombuffer` or in `json` would give him. No level promises anything
about kernel bugs, timing and CPU side channels.

Limits
------

`Limits` holds the numbers and their reasons; what a course may want otherwise has an option of `grader grade` and `check`.
Wall-clock times are kept by the judge on every system. The process also limits itself (memory, processor time, no files
written, no core dumps, 64 descriptors): behind walls all of these or it does not start, at level none where the system can. On
Windows it cannot, and macOS knows no limit of address space. On Windows children of the process are not killed with it.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.sandbox.box import Box
    from grader.sandbox.limits import Limits
    from grader.sandbox.requests import Load
    from grader.sandbox.session import Session

__all__ = ["Box", "Limits", "Load", "Session"]

# A box is there, and its first process on its way, before what talks to it is imported.
_HOMES = {"Box": "box", "Limits": "limits", "Load": "requests", "Session": "session"}

__getattr__ = names_of("grader.sandbox", {name: f"grader.sandbox.{home}" for name, home in _HOMES.items()})
