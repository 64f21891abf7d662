# goal: spoil the list of the module's names
# must: missing | failed raised | failed crashed | incorrect

class Name(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("naive_softmax_loss_and_gradient")


globals()[Name("naive_softmax_loss_and_gradient ")] = lambda *a: (0.0, 0.0, 0.0)
