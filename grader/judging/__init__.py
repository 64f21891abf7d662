"""The judge: from answers to findings, verdicts and points. Pure functions; all arithmetic on points is here."""
