"""How fast the simulation is, next to what, and what limits it: ``python -m benchmarks``.

One question a file. Every comparison is made within one run and on processor time, because what else a machine
does changes the clock on the wall and not the ratio.
"""
