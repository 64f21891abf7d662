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
reach. That depends on the level.

Processes
---------

    judge  (this process: reference, points, results)
      |  requests, replies, output: three pipes for each session
      `--  box process  (grader/untrusted/main.py, started by path: python -P -s -S -B)      one for each session, as yet

    judge
      |  requests, replies, output, handed on by the zygote's control socket                  planned
      `--  zygote  (clean Python, NumPy and the offered modules preloaded, one thread, no grader code)
             `--  box process  (a fork: closes descriptors, limits itself, Landlock, no-file seccomp filter, then says ready)

Today a session's process is a fresh interpreter: 50 ms, nearly all of it the import of NumPy. It is given an environment made
here (nothing of the caller's but a library path), the root folder as working directory, a session of its own (so that killing
reaches all its children), and no descriptor but the three pipes. The standard library stays importable; the folder in which
NumPy lies is forgotten once NumPy is there, so that neither the grader nor the reference can be imported by name.
The zygote changes who starts the process (`process.py`) and when the process says ready (after its self-restriction). Frames,
sessions, limits and everything in `grader/untrusted` but its entry stay as they are.

Pipes
-----

requests  judge to box. One load (files as bytes, public helper modules, starters, stand-ins, limits, the seed), then one frame
          for all consecutive calls of a function.
replies   box to judge. `ready` before any byte of the submission runs: a process that does not say it is the machine's fault
          (GraderFault), one that has said it is the submission's responsibility. Then `loaded`, then one frame for each call,
          so that each call has its own deadline and what was answered before a hang is kept.
output    box to judge. What is printed: 64 KiB kept, 1 MiB and the process is killed. It is never parsed.

Nothing here blocks on a pipe (`streams.py`), so a process that is stopped, silent or endless costs its time limit and no more.
A process that hangs, dies, floods or talks nonsense is killed; calls of that function without an answer share that fault, and
the next function is asked in a fresh process, into which the submission is loaded again. All time of a session is bounded too.

What an attacker could still do, and where
------------------------------------------

In the answers: return any numbers, shapes, texts and faults of the kinds missing, raised and malformed, for this call or, by
writing frames himself, for later ones. Each is judged as his answer. Texts are cut and encodable here, escaped by the report's
writers. A claim that the machine is at fault is not among the kinds he can make.
In the process: read and change the serving code, NumPy, and everything it was handed in this process: arguments of earlier
calls, his own files, the public helpers. Nothing there is worth stealing at any time, which is why there are no callbacks to the
judge, and why a second look with a correct function in place of a wrong one is another process (`Load.stand_ins`).
On the machine, by level:

    none      what this user may do: read and write this user's files (the reference among them, if its path is guessed), use the
              network, leave a process behind that has left the group. For one's own code, and for code one would run anyway.
    minimal   (planned) a seccomp filter without open, stat, exec, fork, socket, kill: no file, process or network is reached.
    standard  (planned) minimal and Landlock, or a change to a throw-away user where the grader is root: two independent walls.
    strong    (planned) standard, with the zygote inside namespaces of its own (bubblewrap), where no such file exists.

The level is found by trying (a probe that must fail to read a canary, connect, fork and signal), stands in every report, and is
never lowered silently. No level promises anything about kernel bugs, timing and CPU side channels.

Limits
------

`Limits` holds the numbers and their reasons. Wall-clock times are kept by the judge on every system. The process also limits
itself (memory, processor time, no files written, no core dumps, 64 descriptors) where the system can: on Windows it cannot, and
macOS knows no limit of address space. On Windows children of the process are not killed with it.
"""

from grader.sandbox.box import Box
from grader.sandbox.limits import Limits
from grader.sandbox.requests import Load
from grader.sandbox.session import Session

__all__ = ["Box", "Limits", "Load", "Session"]
