# goal: draw in the report by its own markup
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError("[bold green]100/100[/] [link=file:///etc/passwd]click[/link] [/] [[ :smile:")
