# goal: take back the limits that the process has
# must: error raised | error crashed | failed raised
# unwalled: claim?

from tools import attack, claim, reach


@attack
def naive_softmax_loss_and_gradient():
    resource = reach("resource")
    for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE"):
        resource.setrlimit(getattr(resource, name), (1 << 31, 1 << 31))
        claim(f"{name} was raised")
