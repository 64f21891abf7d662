# goal: leave data in the kernel's key ring
# must: error raised | error crashed
# unwalled: claim?

from tools import attack, claim, syscall

KEY_SPEC_PROCESS_KEYRING = -2


@attack
def naive_softmax_loss_and_gradient():
    claim(f"key {syscall('add_key', b'user', b'redteam', b'data', 4, KEY_SPEC_PROCESS_KEYRING)}")
