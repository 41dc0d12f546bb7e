"""Questions answered from stored futures: what is true of each future, how often, and in which words."""
