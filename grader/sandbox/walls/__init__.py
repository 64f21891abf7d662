"""Walls around a process: what the kernel offers, and the self-test that finds the level of isolation."""
