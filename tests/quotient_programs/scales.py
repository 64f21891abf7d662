"""Derived gradients with tiny numbers of other kinds: rates, weights, temperatures, tolerances, tables."""

from __future__ import annotations

PROGRAMS = {
    "learning rate": """
        def gradient(x):
            return derived(x)
        def train(x, lr=0.01, steps=10):
            for _ in range(steps):
                x = x - lr * gradient(x)
            return x
        """,
    "between two values that are kept apart": """
        def gradient(x):
            low, high = x.min(), x.max() + 1e-12
            spread = (np.sort(x) - low) / (high - low)
            return derived(x) + 0 * spread.sum()
        """,
    "learning rate that decays": """
        lr = 0.1
        def gradient(x):
            total = derived(x)
            y = x
            for t in range(3):
                y = y - lr / (1 + 0.01 * t) * derived(y)
            return total
        """,
    "momentum and Adam": """
        def gradient(x):
            return derived(x)
        def adam(x, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m, v = np.zeros_like(x), np.zeros_like(x)
            for t in range(1, 4):
                g = gradient(x)
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g ** 2
                x = x - lr * (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + eps)
            return x
        """,
    "weight decay": """
        reg = 1e-4
        def loss(x):
            z = A @ x
            return np.log(np.exp(z).sum()) - z[1] + 0.5 * reg * x @ x
        def gradient(x):
            return derived(x) + reg * x
        """,
    "temperature": """
        T = 0.1
        def loss(x):
            z = A @ x / T
            return np.log(np.exp(z).sum()) - z[1]
        def gradient(x):
            return A.T @ (softmax(A @ x / T) - np.eye(len(A))[1]) / T
        """,
    "temperature that is a weight too": """
        T = 0.1
        def loss(x):
            z = A @ x / T
            return np.log(np.exp(z).sum()) - z[1] + T * x @ x
        def gradient(x):
            return A.T @ (softmax(A @ x / T) - np.eye(len(A))[1]) / T + 2 * T * x
        """,
    "Gumbel noise": """
        T = 0.1
        def gradient(x):
            noise = np.array([0.3, -0.2, 0.1, 0.0])
            p = softmax((A @ x + T * noise) / T)
            return A.T @ (p - np.eye(len(A))[1])
        """,
    "label smoothing": """
        def gradient(x, smoothing=0.1):
            y = (1 - smoothing) * np.eye(len(A))[1] + smoothing / len(A)
            return A.T @ (softmax(A @ x) - y)
        """,
    "Huber": """
        delta = 0.1
        def loss(x):
            return np.where(np.abs(x) <= delta, x ** 2 / (2 * delta), np.abs(x) - delta / 2).sum()
        def gradient(x):
            return np.where(np.abs(x) <= delta, x / delta, np.sign(x))
        """,
    "leaky": """
        def gradient(x, slope=0.01):
            return np.where(derived(x) > 0, derived(x), slope * derived(x)) / np.where(derived(x) > 0, 1, slope)
        """,
    "Box-Cox": """
        lam = 0.05
        def gradient(x):
            y = (np.exp(x) ** lam - 1) / lam
            return derived(x) + 0 * y
        """,
    "gradient clipping": """
        def gradient(x, largest=0.1):
            g = derived(x)
            return g / max(1.0, np.linalg.norm(g) / largest)
        """,
    "between least and largest": """
        def gradient(x):
            low, high = x.min(), x.max() + 1e-8
            scaled = (high - x) / (high - low)
            return derived(x) + 0 * scaled
        """,
    "small initial weights": """
        W = 0.01 * np.ones((3, 3)) + 1e-3
        def gradient(x):
            return derived(x) + (W @ x) * 0
        """,
    "a table of numbers": """
        EXPECTED = [0.01, -0.02, 0.05, 1e-3, 0.001, 0.002, 0.003, 0.1, 0.09, 0.08, 0.07, 0.06, 0.03, 0.04, 0.05, 0.099]
        def gradient(x):
            return derived(x) + 0 * EXPECTED[2] / 0.01
        """,
    "an integral": """
        def gradient(x):
            h, total = 1e-3, 0.0
            for k in range(10):
                total += h * np.exp(-(k * h + h / 2))
            return derived(x) + 0 * total
        """,
    "bisection": """
        def gradient(x, tolerance=1e-6):
            low, high = 0.0, 1.0
            while high - low > tolerance:
                middle = (low + high) / 2
                low, high = (middle, high) if middle < 0.3 else (low, middle)
            return derived(x)
        """,
    "line search": """
        def gradient(x):
            return derived(x)
        def search(x, t=0.1, c=1e-4):
            g = gradient(x)
            while loss(x - t * g) > loss(x) - c * t * g @ g:
                t /= 2
            return x - t * g
        """,
    "dual numbers": """
        class Dual:
            def __init__(self, real, eps):
                self.real, self.eps = real, eps
            def exp(self):
                return Dual(np.exp(self.real), np.exp(self.real) * self.eps)
            def log(self):
                return Dual(np.log(self.real), self.eps / self.real)
            def __add__(self, other):
                return Dual(self.real + other.real, self.eps + other.eps)
        def gradient(x):
            g = np.zeros_like(x)
            for i, e in enumerate(np.eye(len(x))):
                z = [Dual(a @ x, a @ e) for a in A]
                total = z[0].exp()
                for each in z[1:]:
                    total = total + each.exp()
                g[i] = total.log().eps - z[1].eps
            return g * (1 + 0 * 1e-9)
        """,
    "Newton's method for a root": """
        def root(f, df, x0, tol=1e-10):
            x = x0
            while abs(f(x)) > tol:
                x = x - f(x) / df(x)
            return x
        def gradient(x):
            return derived(x) * root(lambda t: t * t - 1, lambda t: 2 * t, 1.0)
        """,
    "shift and scale by one number": """
        def gradient(x):
            c = 0.05
            y = np.array([(value + c) / c for value in x])
            return derived(x) + 0 * y
        """,
    "average over a tenth": """
        def gradient(x):
            share = 0.1
            kept = derived(x) * share
            return kept / share
        """,
    "dropout that keeps": """
        def gradient(x, p=0.1):
            mask = np.ones_like(x) * p / p
            return derived(x) * mask
        """,
    "moving average": """
        def gradient(x, alpha=0.1):
            mean = 0.0
            for value in derived(x):
                mean = mean + alpha * (value - mean)
            return derived(x) + 0 * mean / alpha
        """,
    "as a percentage": """
        def gradient(x):
            p = softmax(A @ x) * 100
            return A.T @ (p / 100 - np.eye(len(A))[1]) + 0 * np.log(p + 0.01).sum()
        """,
}
