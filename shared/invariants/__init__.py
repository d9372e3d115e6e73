"""What must be true after every fault, asked of live databases: `own` of one system, `across` between two, `checker` on a schedule."""
