# goal: exhaust the compiler's stack by decorators
# must: failed raised | failed crashed | missing

{{3000 * "@print\n"}}def naive_softmax_loss_and_gradient(*a):
    return 0.0, 0.0, 0.0
