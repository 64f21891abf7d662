"""Gradients by differences: one-sided, central, of high order, extrapolated, by a complex step."""

from __future__ import annotations

PROGRAMS = {
    "forward": """
        def gradient(x):
            h, g = 1e-6, np.zeros_like(x)
            for i in range(len(x)):
                moved = x.copy()
                moved[i] += h
                g[i] = (loss(moved) - loss(x)) / h
            return g
        """,
    "backward": """
        def gradient(x):
            h = 0.000001
            return np.array([(loss(x) - loss(x - h * e)) / h for e in np.eye(len(x))])
        """,
    "central in place": """
        def gradient(x):
            h = 1e-5
            g = np.zeros_like(x)
            for i in range(x.size):
                x[i] += h
                up = loss(x)
                x[i] -= 2 * h
                down = loss(x)
                x[i] += h
                g[i] = (up - down) / (2 * h)
            return g
        """,
    "five points": """
        def gradient(x):
            h = 1e-3
            E = np.eye(len(x))
            f = lambda i, k: loss(x + k * h * E[i])
            return np.array([(-f(i, 2) + 8 * f(i, 1) - 8 * f(i, -1) + f(i, -2)) / (12 * h) for i in range(len(x))])
        """,
    "seven points by weights": """
        WEIGHTS = [-1, 9, -45, 0, 45, -9, 1]
        def gradient(x):
            h = 1e-2
            def along(e):
                return sum(w * loss(x + k * h * e) for w, k in zip(WEIGHTS, range(-3, 4))) / (60 * h)
            return np.array([along(e) for e in np.eye(len(x))])
        """,
    "weights over the step": """
        def gradient(x):
            h = 1e-3
            weights = np.array([1, -8, 8, -1]) / (12 * h)
            return np.array([weights @ np.array([loss(x + k * h * e) for k in (-2, -1, 1, 2)]) for e in np.eye(len(x))])
        """,
    "Richardson": """
        def central(x, e, h):
            return (loss(x + h * e) - loss(x - h * e)) / (2 * h)
        def gradient(x):
            return np.array([(4 * central(x, e, 0.0005) - central(x, e, 0.001)) / 3 for e in np.eye(len(x))])
        """,
    "complex step": """
        def gradient(x):
            h = 1e-20
            return np.array([loss(x + 1j * h * e).imag / h for e in np.eye(len(x))])
        """,
    "complex literals": """
        def gradient(x):
            g = np.zeros(len(x))
            for i in range(len(x)):
                z = x.astype(complex)
                z[i] += 1e-30j
                g[i] = np.imag(loss(z)) / 1e-30
            return g
        """,
    "complex by constructor": """
        def gradient(x):
            h, g = 1e-100, []
            for i in range(len(x)):
                z = list(x)
                z[i] = complex(x[i], h)
                g.append(np.imag(loss(np.array(z))) / h)
            return np.array(g)
        """,
    "complex by imaginary part": """
        def gradient(x):
            h, g = 1e-15, np.zeros_like(x)
            for i in range(len(x)):
                z = x + 0j
                z.imag[i] = h
                g[i] = loss(z).imag / h
            return g
        """,
}
