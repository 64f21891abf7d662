"""Grade a class with programs that hang, each in another way: it ends within their budgets, and the others are unharmed."""

from __future__ import annotations

import argparse
import json

from tests.resilience.classes import make_class
from tests.resilience.kills import SEED
from tests.resilience.place import Finding, Findings, Place, not_full, results

FUNCTIONS = """
def sigmoid(x): {body}
def sigmoid_gradient(x): {body}
def naive_softmax_loss_and_gradient(a, b, c): {body}
def negative_sampling_loss_and_gradient(a, b, c, d): {body}
def skip_gram_loss_and_gradient(a, b, c, d, e): {body}
"""

SLOW = {
    "slow in every call": "import time\n" + FUNCTIONS.format(body="time.sleep(0.95 * {time}); return 1.0, 2.0, 3.0"),
    "slow to load, then endless": "import time\ntime.sleep(4.9)\n" + FUNCTIONS.format(body="\n    while True: pass"),
    "never loaded": "while True: pass\n",
    "a regular expression": "import re\n" + FUNCTIONS.format(body=r're.match("(a+)+$", "a" * 64 + "b")'),
    "a power of integers": FUNCTIONS.format(body="return pow(3, 10**10)"),
    "endless in C": FUNCTIONS.format(body="return sum(iter(int, 1))"),
    "asleep": "import time\n" + FUNCTIONS.format(body="time.sleep(1000)"),
    "from the third call on": "import time\nasked = []\n"
    + FUNCTIONS.format(body="asked.append(1); len(asked) > 2 and time.sleep(1000); return 1.0, 2.0, 3.0"),
    "answers piece by piece": "import os, time\n"
    + FUNCTIONS.format(body="[(os.write(n, b'x'), time.sleep(0.1)) for _ in range(10**6) for n in range(3, 9)]"),
    "large answers": "import numpy as np\n" + FUNCTIONS.format(body="return np.ones(10**6), np.ones(10**6), np.ones(10**6)"),
}
"""Programs that hang, by what they do. `{time}` is the limit of a call in seconds."""


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """100 submissions, 20 of which hang: within 20 budgets / jobs, a tenth of the usual limits."""
    time_limit, limit = 0.2, 3.0
    texts = [source.replace("{time}", str(time_limit)) for source in SLOW.values()]
    if options.more:
        texts += [path.read_text().replace("1.9", str(0.95 * time_limit)) for path in sorted(options.more.glob("*slow*.py"))]
        texts += [path.read_text() for path in sorted(options.more.glob("redos*.py"))]
    names = [*SLOW, *("given" for _ in texts[len(SLOW) :])]
    chosen = [(names[number % len(texts)], texts[number % len(texts)]) for number in range(20)]
    others = [
        {"word2vec.py": f"{text}\n# {number}\n".encode(), "kind": name.encode()} for number, (name, text) in enumerate(chosen)
    ]
    made = make_class(place.folder / "class", 100, others, wrong=False)
    words = ["grade", "class", "--seed", SEED, "--jobs", options.jobs, "--json", "r.json"]
    done = place.run(*words, "--time-limit", time_limit, "--submission-limit", limit)
    seconds = {each["id"]: each["seconds"] for each in json.loads((place.folder / "r.json").read_text())["submissions"]}
    written = results(place.folder / "r.json")
    most = 20 * 2 * limit / options.jobs
    yield Finding(ok=done.code == 0, text=f"code {done.code}, {len(written['submissions'])} records")
    text = f"{done.seconds:.1f} s, at most {most:g} s; all together {sum(seconds.values()):.1f} s of workers"
    yield Finding(ok=done.seconds <= most, text=text)
    harmed = not_full(written, made.right)
    yield Finding(ok=not harmed, text=f"right ones without full marks: {harmed or 'none'}")
    for submission in written["submissions"]:
        if submission["id"] in made.others:
            messages = [d["message"] for part in submission["parts"] for d in part["diagnosis"]]
            messages += [remark["message"] for remark in submission["remarks"]]
            told = sorted({message for message in messages if "limit" in message or "did not end in time" in message})
            kind = (place.folder / "class" / submission["id"] / "kind").read_text()
            good = bool(told) or kind in ("large answers", "answers piece by piece")  # which need not hang
            yield Finding(
                ok=good,
                text=f"{kind}: {seconds[submission['id']]:.1f} s, {submission['score']} points; {told[:1] or messages[:1]}",
            )
    waited = [line.strip() for line in done.err.splitlines() if "waiting" in line]
    yield Finding(ok=True, text=f"told meanwhile: {waited[:3] or 'nothing, since none took ten seconds'}")
    left = place.left()
    yield Finding(ok=not left, text=f"left behind: {left or 'nothing'}")
