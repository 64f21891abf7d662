"""Gradients by differences whose quotient cannot be read in the source, or whose result is rounded."""

from __future__ import annotations

_CENTRAL = """
        def central(x, h):
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
"""

PROGRAMS = {
    "cast to float32": _CENTRAL
    + """
        def gradient(x):
            return central(x, 1e-5).astype(np.float32)
        """,
    "cast to float32 and back": _CENTRAL
    + """
        def gradient(x):
            return np.asarray(central(x, 1e-5), dtype=np.float32).astype(float)
        """,
    "rounded to ten digits": _CENTRAL
    + """
        def gradient(x):
            return np.round(central(x, 1e-5), 10)
        """,
    "np.gradient over a grid": """
        def gradient(x):
            line = np.linspace(-1e-4, 1e-4, 9)
            return np.array([np.gradient(np.array([loss(x + t * e) for t in line]), line, edge_order=2)[4] for e in np.eye(3)])
        """,
    "a step that is read from a text": _CENTRAL
    + """
        def gradient(x):
            return central(x, float("1e" + "-5"))
        """,
    "a step that is drawn": _CENTRAL
    + """
        import random
        def gradient(x):
            return central(x, random.uniform(1, 2) / 2 ** 17)
        """,
    "a quotient that is compiled at run time": """
        exec("def slope(x, e, h): return (loss(x + h * e) - loss(x - h * e)) / (h + h)")
        def gradient(x):
            return np.array([slope(x, e, len(x) / 2 ** 18) for e in np.eye(len(x))])
        """,
    "hidden from the collector": _CENTRAL
    + """
        import gc
        for each in gc.get_objects():
            if type(each).__name__ == "Submission" and hasattr(each, "differences"):
                each.differences = frozenset()
        def gradient(x):
            return central(x, 1e-5)
        """,
    "plain lists and math": """
        import math
        def plain(x):
            z = [sum(a * b for a, b in zip(row, x)) for row in A.tolist()]
            return math.log(sum(math.exp(each) for each in z)) - z[1]
        def gradient(x):
            x, h, g = x.tolist(), 1e-5, []
            for i in range(len(x)):
                up, down = list(x), list(x)
                up[i] += h
                down[i] -= h
                g.append((plain(up) - plain(down)) / (2 * h))
            return g
        """,
    "through the flat iterator": """
        def gradient(x):
            h, g = 1e-5, np.zeros_like(x)
            for i in range(x.size):
                keep = x.flat[i]
                x.flat[i] = keep + h
                up = loss(x)
                x.flat[i] = keep - h
                g.flat[i] = (up - loss(x)) / (2 * h)
                x.flat[i] = keep
            return g
        """,
    "through the operand of nditer": """
        def gradient(x):
            h, g = 1e-5, []
            with np.nditer(x, op_flags=["readwrite"]) as steps:
                for entry in steps:
                    entry += h
                    up = loss(x)
                    entry -= 2 * h
                    g.append((up - loss(x)) / (2 * h))
                    entry += h
            return np.array(g)
        """,
    "a column": """
        def gradient(x):
            h, g, x = 1e-5, np.zeros((len(x), 1)), x.reshape(-1, 1)
            for i in np.ndindex(x.shape):
                e = np.zeros_like(x)
                e[i] = h
                g[i] = (loss(x + e) - loss(x - e))[()].item() / (2 * h)
            return g.ravel()
        def loss(x):
            z = A @ x
            return np.log(np.exp(z).sum()) - z[1]
        """,
    "all points at once": """
        def gradient(x):
            h = 1e-5
            points = np.concatenate([x + h * np.eye(len(x)), x - h * np.eye(len(x))])
            up, down = np.split(np.apply_along_axis(loss, 1, points), 2)
            return (up - down) / (2 * h)
        """,
}
