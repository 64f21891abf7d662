# goal: fill the disk
# must: error raised
# unwalled: files

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    with open(BAIT["folder"] + "/fill", "wb") as file:
        for _ in range(16):
            file.write(b"x" * (1 << 20))
