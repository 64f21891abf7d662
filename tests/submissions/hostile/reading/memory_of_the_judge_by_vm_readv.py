# goal: read the judge's memory by process_vm_readv
# must: error raised | error crashed | failed raised
# unwalled: claim?

from tools import BAIT, attack, claim, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    ctypes = reach("ctypes")
    here = ctypes.create_string_buffer(8)
    mine = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    theirs = (ctypes.c_size_t * 2)(id(object), 8)
    try:
        count = syscall("process_vm_readv", BAIT["judge"], ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
        claim(f"{count} bytes of the judge's memory")
    except OSError as error:
        if error.errno == 14:  # EFAULT: allowed, only the address was wrong
            claim("the judge's memory may be read")
        raise
