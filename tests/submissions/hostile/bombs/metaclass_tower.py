# goal: exhaust the stack by classes of classes when the names are listed
# must: failed timeout | failed raised | failed crashed | missing

T = type
for i in range(2000):
    T = type("T", (T,), {"__call__": lambda cls, *a, **k: type.__call__(cls, *a, **k)})
