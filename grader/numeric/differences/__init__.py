"""Directional finite differences with error bars: is this the gradient of that loss?"""
