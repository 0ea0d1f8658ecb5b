"""The generator: templates and the list of variants in, Cython sources out."""
