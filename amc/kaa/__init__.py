"""KAA: the register of the young whom the municipality answers for, and the way out of it at 20 [SFS 2010:800 29:9]."""
