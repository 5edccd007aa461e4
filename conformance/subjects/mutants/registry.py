"""A mutant is the textbook library with one thing changed."""
from variants import Variants

MUTANTS = Variants()


def mutant(id, change, ops="", kinds="", samplers="", expect="wrong", dtypes="", note=""):
    """ops: the operations whose formula is changed. expect: the verdicts that are right. dtypes: where it shows, if not in all."""
    more = {"expect": expect.split(), "dtypes": dtypes.split(), "note": note}
    return MUTANTS.add(id, change, ops, kinds, samplers, **more)
