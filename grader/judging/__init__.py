"""The judge: answers become findings, findings become points. Pure functions; all arithmetic on points is in `score`."""
