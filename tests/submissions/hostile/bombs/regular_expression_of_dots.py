# goal: hang a search in the text for module names, which runs when the submission is loaded
# must: failed memory-limit | failed timeout | missing

import {{20000 * "a."}}x
