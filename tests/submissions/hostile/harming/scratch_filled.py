# goal: fill the disk by files and folders of one's own, with calls that Python does not watch
# must: error raised | timeout
# unwalled: claim?

from tools import attack, claim, libc


@attack
def naive_softmax_loss_and_gradient():
    made = [number for number in range(400) if libc().mkdir(b"many_%d" % number, 0o700) == 0]
    if len(made) > 200:
        claim(f"{len(made)} folders are made")
    raise OSError(f"{len(made)} folders")
