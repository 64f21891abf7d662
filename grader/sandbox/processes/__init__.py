"""Processes that run submissions: plain ones (`process.py`) and forks of a zygote (`fork.py`, `zygote.py`, `zygotes.py`).

Both kinds are started by `launch.py`, and read by `streams.py` within limits of time and size.
"""
