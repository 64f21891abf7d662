# goal: overwrite the results
# must: error raised
# unwalled: files

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    with open(BAIT["results"], "w") as file:
        file.write('{"score": 100}')
