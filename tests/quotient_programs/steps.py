"""Gradients by differences: where the step is written, and how it gets to where it is used."""

from __future__ import annotations

PROGRAMS = {
    "literal": """
        def gradient(x):
            return np.array([(loss(x + 1e-5 * e) - loss(x - 1e-5 * e)) / 2e-5 for e in np.eye(len(x))])
        """,
    "how far the points are apart": """
        def slope(f, at, rel=6e-6):
            h = rel * max(1.0, abs(at))
            above, below = at + h, at - h
            return (f(above) - f(below)) / (above - below)
        def gradient(x):
            along = lambda i: lambda t: loss(np.where(np.arange(len(x)) == i, t, x))
            return np.array([slope(along(i), x[i]) for i in range(len(x))])
        """,
    "literal and reciprocal": """
        def gradient(x):
            return np.array([(loss(x + 0.00001 * e) - loss(x - 0.00001 * e)) * 50000 for e in np.eye(len(x))])
        """,
    "default argument": """
        def gradient(x, epsilon=1e-5):
            return np.array([(loss(x + epsilon * e) - loss(x - epsilon * e)) / (2 * epsilon) for e in np.eye(len(x))])
        """,
    "keyword": """
        def numeric(f, x, *, delta):
            return np.array([(f(x + delta * e) - f(x - delta * e)) / (2 * delta) for e in np.eye(len(x))])
        def gradient(x):
            return numeric(loss, x, delta=1e-5)
        """,
    "position": """
        def numeric(f, x, delta):
            return np.array([(f(x + delta * e) - f(x - delta * e)) / (2 * delta) for e in np.eye(len(x))])
        def gradient(x):
            return numeric(loss, x, 10 ** -5)
        """,
    "module constant": """
        STEP = 1e-5
        def gradient(x):
            return np.array([(loss(x + STEP * e) - loss(x - STEP * e)) / (2 * STEP) for e in np.eye(len(x))])
        """,
    "constant that a logarithm shares": """
        EPS = 1e-5
        def entropy(p):
            return -(p * np.log(p + EPS)).sum()
        def gradient(x):
            return np.array([(loss(x + EPS * e) - loss(x - EPS * e)) / (2 * EPS) for e in np.eye(len(x))])
        """,
    "finfo": """
        def gradient(x):
            h = np.sqrt(np.finfo(float).eps)
            return np.array([(loss(x + h * e) - loss(x)) / h for e in np.eye(len(x))])
        """,
    "root of finfo": """
        eps = np.finfo(np.float64).eps
        def gradient(x):
            h = eps ** (1 / 3)
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
        """,
    "cube root, relative": """
        import sys
        def gradient(x):
            g = np.zeros_like(x)
            for i, value in enumerate(x):
                h = np.cbrt(sys.float_info.epsilon) * max(1.0, abs(value))
                e = np.zeros_like(x)
                e[i] = h
                g[i] = (loss(x + e) - loss(x - e)) / (2.0 * h)
            return g
        """,
    "a representable step": """
        def gradient(x):
            g = np.empty_like(x)
            for i in range(len(x)):
                h = 1e-7
                keep = x[i]
                x[i] = keep + h
                h = x[i] - keep
                g[i] = (loss(x) - loss(np.where(np.arange(len(x)) == i, keep, x))) / h
                x[i] = keep
            return g
        """,
    "power of two": """
        def gradient(x):
            h = 2.0 ** -20
            return np.array([(loss(x + h * e) - loss(x - h * e)) / 2 / h for e in np.eye(len(x))])
        """,
    "fraction": """
        def gradient(x):
            h = 1 / 100000
            return np.array([0.5 * (loss(x + h * e) - loss(x - h * e)) * (1 / h) for e in np.eye(len(x))])
        """,
    "reciprocal by name": """
        def gradient(x):
            h = 1e-5
            scale = 1.0 / (2 * h)
            return np.array([scale * (loss(x + h * e) - loss(x - h * e)) for e in np.eye(len(x))])
        """,
    "two names": """
        def gradient(x):
            delta, tolerance = 1e-5, 1e-9
            width = 2 * delta
            g = np.array([(loss(x + delta * e) - loss(x - delta * e)) / width for e in np.eye(len(x))])
            g[np.abs(g) < tolerance] = 0
            return g
        """,
    "class attribute": """
        class Numeric:
            h = 1e-5
            def __call__(self, x):
                return self.of(loss, x)
            def of(self, f, x):
                return np.array([(f(x + self.h * e) - f(x - self.h * e)) / (2 * self.h) for e in np.eye(len(x))])
        numeric = Numeric()
        def gradient(x):
            return numeric(x)
        """,
    "attribute of an object": """
        class Numeric:
            def __init__(self, f, h=1e-5):
                self.f, self.h = f, h
            def along(self, x, e):
                return (self.f(x + self.h * e) - self.f(x - self.h * e)) / (2 * self.h)
        def gradient(x):
            numeric = Numeric(loss, h=1e-6)
            return np.array([numeric.along(x, e) for e in np.eye(len(x))])
        """,
    "dictionary": """
        OPTIONS = {"step": 1e-5, "verbose": False}
        def gradient(x):
            h = OPTIONS["step"]
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
        """,
    "best of some steps": """
        def gradient(x):
            guesses = []
            for h in (1e-4, 1e-5):
                guesses.append(np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))]))
            return guesses[-1]
        """,
    "relative, and not too small": """
        def gradient(x):
            g = np.zeros_like(x)
            for i in range(len(x)):
                delta = np.zeros_like(x)
                delta[i] = max(1e-5 * abs(x[i]), 1e-8)
                g[i] = (loss(x + delta) - loss(x - delta)) / (2 * delta[i])
            return g
        """,
    "length of the way": """
        def gradient(x):
            ways = [1e-5 * e for e in np.eye(len(x))]
            return np.array([(loss(x + w) - loss(x)) / np.linalg.norm(w) for w in ways])
        """,
    "halved again and again": """
        def gradient(x):
            h = 1e-3
            for _ in range(6):
                h /= 2
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (h + h) for e in np.eye(len(x))]) if h > 1 else np.array(
                [(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))]
            )
        """,
    "options by keyword": """
        OPTIONS = dict(step=1e-5)
        OPTIONS.update(verbose=False)
        def gradient(x):
            h = OPTIONS["step"]
            return np.array([(loss(x + h * e) - loss(x - h * e)) * (2 * h) ** -1 for e in np.eye(len(x))])
        """,
    "options that are changed": """
        options = {}
        def gradient(x):
            options["step"] = 1e-5
            h = options["step"]
            return np.array([(loss(x + h * e) - loss(x - h * e)) * np.reciprocal(2 * h) for e in np.eye(len(x))])
        """,
    "data class": """
        from dataclasses import dataclass
        @dataclass
        class Options:
            step: float = 1e-5
            central: bool = True
        def gradient(x):
            o = Options(step=1e-6)
            return np.array([(loss(x + o.step * e) - loss(x - o.step * e)) / (2 * o.step) for e in np.eye(len(x))])
        """,
    "static method": """
        class Numeric:
            @staticmethod
            def slope(x, e, h):
                return (loss(x + h * e) - loss(x - h * e)) / (2 * h)
        def gradient(x):
            return np.array([Numeric.slope(x, e, 1e-5) for e in np.eye(len(x))])
        """,
    "annotated, root by name": """
        eps: float = np.finfo(float).eps
        def gradient(x):
            h: float = np.cbrt(eps)
            width: float
            width = h if h > 0 else 1e-5
            return np.array([np.true_divide(loss(x + h * e) - loss(x - h * e), 2 * width) for e in np.eye(len(x))])
        """,
    "the first of some": """
        def gradient(x):
            h, *others = 1e-5, 2, 3
            *e, last = np.eye(len(x))
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in [*e, last] if e.any()])
        """,
    "None by default": """
        def gradient(x, h=None):
            h = h or 1e-5
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
        """,
    "step of a function": """
        def step_at(x):
            return 1e-5 * (1 + np.abs(x).max())
        def gradient(x):
            h = step_at(x)
            return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
        """,
}
