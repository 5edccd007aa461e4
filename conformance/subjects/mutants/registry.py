"""A mutant is the textbook library with one thing changed: a class of a few lines."""
from textbook.library import Library

MUTANTS = {}


def mutant(id, change, ops="", kinds="", samplers="", expect="wrong", dtypes="", note=""):
    """Registers the class below under `id`.

    ops: the operations whose formula is changed; those that use them follow. kinds: the schedules where it shows, if not
    all. expect: the verdicts that are right. dtypes: where it shows, if not in all.
    """

    def register(cls):
        MUTANTS[id] = {
            "id": id,
            "change": change,
            "ops": ops.split(),
            "kinds": kinds.split(),
            "samplers": samplers.split(),
            "expect": expect.split(),
            "dtypes": dtypes.split(),
            "note": note,
            "class": type(id, (cls, Library), {}),
        }
        return cls

    return register
