"""Gradients by differences: how one and the same formula may be written."""

from __future__ import annotations

PROGRAMS = {
    "vectorised": """
        def losses(X):
            Z = X @ A.T
            return np.log(np.exp(Z).sum(axis=1)) - Z[:, 1]
        def gradient(x):
            h = 1e-5
            E = h * np.eye(len(x))
            return (losses(x + E) - losses(x - E)) / (2 * h)
        """,
    "ufuncs": """
        def gradient(x):
            h = 1e-5
            up = np.array([loss(np.add(x, np.multiply(h, e))) for e in np.eye(len(x))])
            down = np.array([loss(np.subtract(x, np.multiply(h, e))) for e in np.eye(len(x))])
            return np.divide(up - down, 2 * h)
        """,
    "np.gradient": """
        def gradient(x):
            h = 1e-5
            return np.array([np.gradient([loss(x - h * e), loss(x), loss(x + h * e)], h)[1] for e in np.eye(len(x))])
        """,
    "fitted": """
        def gradient(x):
            steps = 1e-5 * np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
            rises = np.array([loss(x + s) - loss(x) for s in steps])
            return np.linalg.lstsq(steps, rises, rcond=None)[0]
        """,
    "a polynomial's slope": """
        def gradient(x):
            t = 1e-3 * np.arange(-2, 3)
            return np.array([np.polyfit(t, [loss(x + s * e) for s in t], 3)[-2] for e in np.eye(len(x))])
        """,
    "put in place": """
        def gradient(x):
            h, g = 1e-5, np.empty_like(x)
            for i in range(len(x)):
                up, down = x.copy(), x.copy()
                np.add.at(up, i, h)
                np.put(down, i, x[i] - h)
                np.put(g, i, (loss(up) - loss(down)) / (2 * h))
            return g
        """,
    "filled and multiplied by np.dot": """
        def dot_loss(x):
            z = np.dot(A, x)
            return np.log(np.sum(np.exp(z))) - z[1]
        def gradient(x):
            h, g = 1e-5, np.zeros(len(x))
            for i in range(len(x)):
                up, down = np.zeros(len(x)), np.zeros(len(x))
                for k in range(len(x)):
                    up[k], down[k] = x[k], x[k]
                up[i] += h
                down[i] -= h
                g[i] = (dot_loss(up) - np.log(np.exp(np.einsum("ij,j->i", A, down)).sum()) + np.dot(A, down)[1]) / (2 * h)
            return g
        """,
    "numbers, through np.vectorize": """
        import math
        def gradient(x):
            h = 1e-5
            def slope(t):
                return (math.log(1 + math.exp(t + h)) - math.log(1 + math.exp(t - h))) / (2 * h)
            return np.vectorize(slope)(x)
        """,
    "complex zero": """
        def gradient(x):
            h = 1e-20
            return np.array([loss(x + complex(0, h) * e).imag / h for e in np.eye(len(x))])
        """,
    "sets and sums": """
        def gradient(x):
            h, g = 1e-5, []
            for e in np.eye(len(x)):
                up, down = set(), set()
                up.add(loss(x + h * e))
                down.add(loss(x - h * e))
                g.append((sum(up) - sum(down)) * 0.5 / h)
            return np.array(g)
        """,
    "divided at the end": """
        def gradient(x):
            h = 1e-5
            g = np.zeros_like(x)
            for i in range(len(x)):
                e = np.zeros_like(x)
                e[i] = 1
                g[i] += loss(x + h * e)
                g[i] -= loss(x - h * e)
            g /= 2 * h
            return g
        """,
    "two quotients": """
        def gradient(x):
            h = 1e-5
            return np.array([loss(x + h * e) / (2 * h) - loss(x - h * e) / (2 * h) for e in np.eye(len(x))])
        """,
    "flat view": """
        def gradient(x):
            h = 1e-5
            flat, g = x.reshape(-1), np.zeros_like(x)
            for i in range(flat.size):
                keep = flat[i]
                flat[i] = keep + h
                up = loss(x)
                flat[i] = keep - h
                down = loss(x)
                flat[i] = keep
                g.flat[i] = (up - down) / (2 * h)
            return g
        """,
    "nditer": """
        def gradient(x):
            h, g = 1e-4, np.zeros_like(x)
            it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
            while not it.finished:
                i = it.multi_index
                x[i] += h
                up = loss(x)
                x[i] -= 2 * h
                down = loss(x)
                x[i] += h
                g[i] = (up - down) / 2 / h
                it.iternext()
            return g
        """,
    "closure without arguments": """
        def gradient(x):
            h, g = 1e-5, np.zeros_like(x)
            def now():
                return loss(x)
            for i in range(len(x)):
                x[i] += h
                up = now()
                x[i] -= 2 * h
                down = now()
                x[i] += h
                g[i] = (up - down) / (2 * h)
            return g
        """,
    "a nudge elsewhere": """
        def nudge(array, i, by):
            array[i] += by
        def gradient(x):
            h, g = 1e-5, np.zeros_like(x)
            for i in range(len(x)):
                nudge(x, i, h)
                up = loss(x)
                nudge(x, i, -2 * h)
                g[i] = (up - loss(x)) / (2 * h)
                nudge(x, i, h)
            return g
        """,
    "moved inside": """
        def moved_loss(x, i, by):
            x = x.copy()
            x[i] += by
            return loss(x)
        def gradient(x):
            h = 1e-5
            return np.array([(moved_loss(x, i, h) - moved_loss(x, i, -h)) / (2 * h) for i in range(len(x))])
        """,
    "along a line": """
        def derivative(g, h=1e-5):
            return (g(h) - g(-h)) / (2 * h)
        def gradient(x):
            return np.array([derivative(lambda t: loss(x + t * e)) for e in np.eye(len(x))])
        """,
    "a function that divides": """
        def ratio(a, b):
            return a / b
        def gradient(x):
            h = 1e-5
            return np.array([ratio(loss(x + h * e) - loss(x - h * e), 2 * h) for e in np.eye(len(x))])
        """,
    "partial": """
        from functools import partial
        def along(f, h, x, e):
            return (f(x + h * e) - f(x - h * e)) / (2 * h)
        slope = partial(along, loss, 1e-5)
        def gradient(x):
            return np.array([slope(x, e) for e in np.eye(len(x))])
        """,
    "factory": """
        def grad(f, h=1e-5):
            def df(x):
                return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
            return df
        gradient = grad(loss)
        """,
    "decorator": """
        def differenced(f):
            def df(x):
                h = 1e-5
                return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
            return df
        @differenced
        def gradient(x):
            return None
        """,
    "lambda": """
        h = 1e-5
        gradient = lambda x: np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
        """,
    "map": """
        def gradient(x):
            h = 1e-5
            up = list(map(lambda e: loss(x + h * e), np.eye(len(x))))
            down = list(map(lambda e: loss(x - h * e), np.eye(len(x))))
            return np.array([(a - b) / (2 * h) for a, b in zip(up, down)])
        """,
    "signs": """
        def gradient(x):
            h, g = 1e-5, np.zeros_like(x)
            for i in range(len(x)):
                for sign in (1, -1):
                    y = x.copy()
                    y[i] += sign * h
                    g[i] += sign * loss(y)
            return g / (2 * h)
        """,
    "relative": """
        def gradient(x):
            h = 1e-6
            return np.array([(loss(x * (1 + h * e)) - loss(x)) / (x @ e * h) for e in np.eye(len(x))])
        """,
    "a generator": """
        def slopes(x, h):
            for i in range(len(x)):
                e = np.zeros(len(x))
                e[i] = h
                yield (loss(x + e) - loss(x - e)) / (2 * h)
        def gradient(x):
            return np.array(list(slopes(x, 1e-5)))
        """,
    "names that are well known": """
        class Numeric:
            def gradient(self, sum, x, power):
                return np.array([(sum(x + power * e) - sum(x - power * e)) / (2 * power) for e in np.eye(len(x))])
        def copy(x):
            return Numeric().gradient(loss, x, 1e-5)
        def gradient(x):
            return copy(x)
        """,
    "named where it is used": """
        def gradient(x):
            return np.array([(loss(x + (h := 1e-5) * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])
        """,
    "powers only": """
        def loss(x):
            return (x ** 3).sum()
        def gradient(x):
            h = 1e-5
            return np.array([((x[i] + h) ** 3 - (x[i] - h) ** 3) / (2 * h) for i in range(len(x))])
        """,
}
