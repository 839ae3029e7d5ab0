"""Table 2 of *Buy Me That Look*, ours: what each strategy of choosing photos gains, with simulated taggers."""
