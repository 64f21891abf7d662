"""Isolation levels: build the walls around a process, test that they hold, and name the level that they make.

strong    seccomp without files, and Landlock, and namespaces (and another user, where the grader is root)
standard  seccomp without files, and Landlock or another user
none      a process of its own; also where seccomp is the only wall that holds
"""

LEVELS = ("strong", "standard", "none")
"""From the strongest to the weakest."""

NO_WALLS = "a process of its own with limits of time, memory and output; it may read and do what this user may"
"""The description of level `none` in a report."""
