# goal: have hundreds of statements left out whose errors are codes for a terminal and markup
# must: incorrect

from tools import zeros

ERROR = type("E\x1b[31m<b>", (Exception,), {})("\x1b]0;x\x07\r\n<script>" * 50)
{{300 * "raise ERROR\n"}}

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return zeros(center_vector, outside_vectors)
