# goal: take 1.5 GB of memory while the file is imported (broken submission of the peers' survey)
# must: missing | failed timeout | failed raised

import numpy as np

from tools import claim

held = [np.ones(8 << 20) for _ in range(24)]
claim(f"{sum(a.nbytes for a in held) >> 20} MiB are held")
