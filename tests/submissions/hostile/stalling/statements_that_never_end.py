# goal: take many times the time of one import, by statements that each end a process
# must: failed timeout

while True: pass
while True: pass
while True: pass
while True: pass
