VERSION: str
OPENMP: bool
