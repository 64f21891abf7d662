"""Derived gradients with a difference quotient inside, of which nothing is returned."""

from __future__ import annotations

PROGRAMS = {
    "discarded": """
        def gradient(x):
            g = derived(x)
            h = 1e-5
            numeric = np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
            return g
        """,
    "printed": """
        def gradient(x):
            g, h = derived(x), 1e-4
            for i in range(len(x)):
                keep = x[i]
                x[i] = keep + h
                up = loss(x)
                x[i] = keep - h
                print(i, g[i], (up - loss(x)) / (2 * h))
                x[i] = keep
            return g
        """,
    "compared": """
        def gradient(x, h=1e-5, tolerance=1e-4):
            g = derived(x)
            slope = (loss(x + h * g) - loss(x - h * g)) / (2 * h)
            if abs(slope - g @ g) > tolerance:
                print("check your gradient", slope, h)
            return g
        """,
    "with a helper": """
        def gradient(x):
            g = derived(x)
            worst = np.abs(g - numeric(loss, x)).max()
            return g
        """,
    "with a warning": """
        import warnings
        def gradient(x):
            g = derived(x)
            if not np.allclose(g, numeric(loss, x), atol=1e-6):
                warnings.warn("not the gradient")
            return g
        """,
    "shared with a logarithm elsewhere": """
        EPS = 1e-6
        def loss(x):
            return -np.log(softmax(A @ x)[1] + EPS)
        def gradient(x):
            check = [(loss(x + EPS * e) - loss(x - EPS * e)) / (2 * EPS) for e in np.eye(len(x))]
            p = softmax(A @ x)
            return A.T @ (p - np.eye(len(A))[1]) * p[1] / (p[1] + EPS)
        """,
    "shared with a logarithm in the same function": """
        def gradient(x, eps=1e-6):
            p = softmax(A @ x)
            value = -np.log(p[1] + eps)
            check = [(loss(x + eps * e) - loss(x - eps * e)) / (2 * eps) for e in np.eye(len(x))]
            return A.T @ (p - np.eye(len(A))[1]) + 0 * check[0] * 0 + eps - eps * value / value
        """,
    "shared with a clip": """
        h = 1e-5
        def gradient(x):
            check = (loss(x + h) - loss(x - h)) / (2 * h)
            p = np.clip(softmax(A @ x), h, 1 - h)
            return A.T @ (p - np.eye(len(A))[1])
        """,
    "shared with a learning rate": """
        RATE = 0.01
        def gradient(x):
            g = derived(x)
            speed = (loss(x - RATE * g) - loss(x)) / RATE
            ahead = x - RATE * g
            return g + ahead
        """,
    "the same literal in a logarithm": """
        def loss(x):
            return -np.log(softmax(A @ x)[1] + 1e-5)
        def gradient(x):
            check = [(loss(x + 1e-5 * e) - loss(x - 1e-5 * e)) / 2e-5 for e in np.eye(len(x))]
            p = softmax(A @ x)
            return A.T @ (p - np.eye(len(A))[1]) * p[1] / (p[1] + 1e-5)
        """,
    "a step that flows into another constant": """
        TINY = 1e-6
        def gradient(x):
            h = TINY
            floor = TINY
            check = (loss(x + h) - loss(x - h)) / (2 * h)
            p = np.maximum(softmax(A @ x), floor) + floor
            return A.T @ (p - np.eye(len(A))[1])
        """,
    "stored and never read": """
        class Log:
            errors = []
        def gradient(x):
            g, h = derived(x), 1e-6
            Log.errors.append((loss(x + h * g) - loss(x)) / h)
            return g
        """,
    "the sign of a slope": """
        def gradient(x):
            g, h = derived(x), 1e-6
            down = (loss(x - h * g) - loss(x)) / h
            return g if down < 0 else -g
        """,
}
