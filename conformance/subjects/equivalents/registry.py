"""An equivalent is the textbook library with a formula written in another way that is the same number."""
from variants import Variants

EQUIVALENTS = Variants()
equivalent = EQUIVALENTS.add
