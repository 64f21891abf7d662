"""Derived gradients with an epsilon against zeros: in logarithms, norms, clips and divisors."""

from __future__ import annotations

PROGRAMS = {
    "nothing tiny": "def gradient(x):\n    return derived(x)",
    "eps in the logarithm": """
        EPS = 1e-12
        def loss(x):
            return -np.log(softmax(A @ x)[1] + EPS)
        def gradient(x):
            p = softmax(A @ x)
            return A.T @ (p - np.eye(len(A))[1]) * p[1] / (p[1] + EPS)
        """,
    "literal eps in logarithm and divisor": """
        def loss(x):
            return -np.log(softmax(A @ x)[1] + 1e-8)
        def gradient(x):
            p = softmax(A @ x)
            return A.T @ ((p - np.eye(len(A))[1]) / (1 + 1e-8))
        """,
    "clip": """
        def gradient(x, eps=1e-7):
            p = np.clip(softmax(A @ x), eps, 1 - eps)
            return A.T @ (p / p.sum() - np.eye(len(A))[1])
        """,
    "softmax with an epsilon": """
        def softmax(z):
            e = np.exp(z - z.max())
            return e / (e.sum() + 1e-12)
        def gradient(x):
            return derived(x)
        """,
    "normalised": """
        def unit(v, eps=1e-8):
            return v / (np.linalg.norm(v) + eps)
        def gradient(x):
            return unit(derived(x)) * np.linalg.norm(derived(x))
        """,
    "z-scores": """
        def gradient(x):
            eps = 1e-5
            z = (x - x.mean()) / np.sqrt(x.var() + eps)
            return derived(x) + 0 * z
        """,
    "binary cross entropy": """
        eps = 1e-12
        def sigmoid(z):
            return 1 / (1 + np.exp(-z))
        def gradient(x):
            p = sigmoid(x) + eps
            y = np.array([1.0, 0.0, 1.0])
            return (p - y) / (p * (1 - p) + eps) * (p * (1 - p))
        """,
    "machine epsilon as a guard": """
        def gradient(x):
            eps = np.finfo(float).eps
            p = softmax(A @ x)
            return A.T @ (np.maximum(p, eps) - np.eye(len(A))[1]) / max(p.sum(), eps)
        """,
    "the larger of a norm and an epsilon": """
        eps = 1e-12
        def loss(x):
            return -np.log(softmax(A @ x)[1] + eps) / max(np.abs(x).max(), eps)
        def gradient(x):
            return np.log(softmax(A @ x)[:3] + eps) / np.maximum(np.abs(x), eps)
        """,
    "a norm or an epsilon": """
        def loss(x):
            size = np.linalg.norm(x) or 1e-10
            return -np.log(softmax(A @ x)[1] + 1e-10) / size
        def gradient(x, eps=1e-10):
            size = np.linalg.norm(x)
            return np.log(softmax(A @ x)[:3] + eps) / (size if size > eps else eps)
        """,
    "a norm that is replaced": """
        EPS = 1e-8
        def loss(x):
            size = np.linalg.norm(x)
            if size < EPS:
                size = EPS
            return -np.log(softmax(A @ x)[1] + EPS) / size
        def gradient(x):
            sizes = np.abs(x)
            sizes[sizes == 0] = EPS
            return np.log(softmax(A @ x)[:3] + EPS) / sizes + np.log(np.exp(x) + EPS) / np.where(x == 0, EPS, x)
        """,
    "a safe division": """
        def safe(size, eps=1e-9):
            if size < eps:
                return eps
            return size
        def gradient(x, eps=1e-9):
            return derived(x + eps) / safe(np.linalg.norm(x))
        """,
}
