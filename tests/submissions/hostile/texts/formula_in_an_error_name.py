# goal: run a formula by the name of an exception
# must: missing

raise type("=1+1", (Exception,), {})("+2")
