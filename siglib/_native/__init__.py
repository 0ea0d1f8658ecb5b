"""The compiled part: the runtime, an engine for each family of operations, and the generated kernels."""
