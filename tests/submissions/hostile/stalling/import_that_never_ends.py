# goal: never finish the import
# must: failed timeout

while True:
    pass
