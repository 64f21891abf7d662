# goal: confuse the handler of refused calls: from threads without Python, with the interpreter held, with no memory behind
# must: incorrect | error raised | error crashed | timeout

from tools import attack, libc, reach


@attack
def naive_softmax_loss_and_gradient():
    ctypes, c = reach("ctypes"), libc()
    held, thread = ctypes.PyDLL(None), ctypes.c_ulong()
    path = ctypes.create_string_buffer(b"/etc/passwd")
    for _ in range(20):
        c.pthread_create(ctypes.byref(thread), None, ctypes.cast(c.access, ctypes.c_void_p), path)
        c.pthread_detach(thread)
        held.access(path, 0)
        held.chdir(b"/")
    held.access(ctypes.c_void_p(1), 0)
