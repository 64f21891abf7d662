"""Softmax regression on a batch with an L2 term: the smallest complete assignment; copy it to start a new one."""
