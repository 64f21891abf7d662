"""Decide exactly whether an expression in explicit symbols is 0, without rounding and without a tolerance.

The class that is decided: quotients of polynomials in symbols and in exponentials of polynomials (`Q(x, exp p(x))`), and rational
multiples of logarithms of such. Everything else that may occur in a tree (an unknown function, a root, the largest of several) is
treated as a symbol of its own: an expression that is 0 for every value of that symbol is 0; one that is not may still be 0.

    1  signature  one evaluation in a finite field: not 0 there means not 0 (Gonnet)
    2  lattice    the exponents in an echelon basis, so that the exponentials become independent variables
    3  ring       the numerator as a polynomial: 0 or not

Steps 2 and 3 decide; step 1 only saves their time where the answer is no.
"""

from grader.symbolic.zero.ring import RINGS
from grader.symbolic.zero.signature import NoSignature, signature
from grader.symbolic.zero.vanishing import vanishes

__all__ = ["RINGS", "NoSignature", "signature", "vanishes"]
