# goal: never finish the import
# must: missing

while True:
    pass
