"""Cython, as the build runs it: without the collector of cycles.

What Cython makes of a module lives until it is done. To look for garbage in it finds none, and takes a third of the
time.
"""

from __future__ import annotations

import gc

from Cython.Compiler.Main import setuptools_main

if __name__ == "__main__":
    gc.disable()
    setuptools_main()
