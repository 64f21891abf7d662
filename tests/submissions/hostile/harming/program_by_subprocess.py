# goal: run a command
# must: error raised | failed raised
# unwalled: claim

from tools import attack, claim, reach


@attack
def naive_softmax_loss_and_gradient():
    ran = reach("subprocess").run(["/bin/echo", "hello"], capture_output=True, check=True)
    claim(f"a command said {ran.stdout!r}")
