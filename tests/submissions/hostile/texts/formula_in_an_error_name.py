# goal: run a formula by the name of an exception
# must: failed raised

raise type("=1+1", (Exception,), {})("+2")
