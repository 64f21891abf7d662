# goal: list the scratch folders of all processes, with calls that Python does not watch
# must: error raised
# unwalled: claim

from tools import attack, claim, libc, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    ctypes, os = reach("ctypes"), reach("os")
    folder = os.path.dirname(os.path.dirname(os.getcwd())).encode()
    descriptor = syscall("openat", -100, ctypes.c_char_p(folder), 0o200000)
    entries = ctypes.create_string_buffer(4096)
    libc().syscall(ctypes.c_long(217 if os.uname().machine == "x86_64" else 61), ctypes.c_long(descriptor), entries, ctypes.c_long(4096))
    claim(f"the scratch folders are listed: {entries.raw[19:40]}")
