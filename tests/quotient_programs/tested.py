"""Derived gradients that are checked by differences elsewhere in the file, by nothing that they reach."""

from __future__ import annotations

PROGRAMS = {
    "checks are tests": """
        def gradient(x):
            return derived(x)
        def test_gradient():
            x = np.ones(3)
            assert np.allclose(gradient(x), numeric(loss, x), atol=1e-6)
        """,
    "checks when it is run": """
        def gradient(x):
            return derived(x)
        if __name__ == "__main__":
            h = 1e-5
            x = np.ones(3)
            print((loss(x + h) - loss(x - h)) / (2 * h), gradient(x).sum())
        """,
    "a class of tests": """
        import unittest
        class Checks(unittest.TestCase):
            h = 1e-6
            def test_gradient(self):
                x = np.ones(3)
                e = np.eye(3)[0]
                slope = (loss(x + self.h * e) - loss(x - self.h * e)) / (2 * self.h)
                self.assertAlmostEqual(slope, gradient(x)[0], 5)
        def gradient(x):
            return derived(x)
        """,
    "the step of a check is an epsilon elsewhere": """
        EPS = 1e-6
        def loss(x):
            return -np.log(softmax(A @ x)[1] + EPS)
        def gradient(x):
            p = softmax(A @ x)
            return A.T @ (p - np.eye(len(A))[1]) * p[1] / (p[1] + EPS)
        def check(x):
            return [(loss(x + EPS * e) - loss(x - EPS * e)) / (2 * EPS) for e in np.eye(len(x))]
        """,
}
