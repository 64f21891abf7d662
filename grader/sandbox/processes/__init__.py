"""Processes that run submissions: started plainly or forked from a zygote, read with limits of time and size."""
