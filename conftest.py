"""The cast: the people every test knows. Rita reads, Mina is a member, Ada writes, Ed edits, Moe moderates, Pia publishes, Stan is a stranger."""
