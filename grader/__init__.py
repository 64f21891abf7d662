"""Gradient-checking autograder: the public face, for those who write assignments. Importing it never imports SymPy.

What the index language offers stands in `grader.symbolic`, which is imported by an assignment's `derivations.py` only.
"""
