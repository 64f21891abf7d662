# goal: indent deeper than any parser allows
# must: failed raised

{{"".join(" " * depth + "if 1:\n" for depth in range(150))}}{{150 * " "}}pass
