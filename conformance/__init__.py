"""Evidence for the public: the official suite, accuracy, budgets and consumers' own suites. Nothing imports it."""
