"""What was published before the information date, turned into draws of the parameters: one module of the model a file.

Modules are fitted one by one, each with the posteriors of those before it held fixed (cut feedback), so that a badly
specified module cannot distort a well identified one.

References
----------
Model 5.1; Plummer (2015); Jacob et al. (2017).
"""
