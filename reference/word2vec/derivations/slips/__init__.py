"""The mistakes that students make in the derivations and in code, as slips: one line each, in the formula that it spoils.

Most come from 240 real submissions; the others are the remaining slips that the same formulas invite. `grader validate` writes
their NumPy to `generated.py`, which is what grading compares with; `reference/CODES.md` lists all codes.
"""
