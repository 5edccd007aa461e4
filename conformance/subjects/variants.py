"""Variants of the textbook library: each a class of a few lines over it, by id, and the program that serves one."""
import argparse
import json

from textbook.library import Library, options, subject
from wire import Server


class Variants(dict):
    """What is known of each variant, by id. A variant overrides methods of the library."""

    def add(self, id, change, ops="", kinds="", samplers="", **more):
        """Registers the class below. ops, kinds, samplers: where it differs in its formula; others may follow."""

        def register(cls):
            self[id] = {
                "id": id,
                "change": change,
                "ops": ops.split(),
                "kinds": kinds.split(),
                "samplers": samplers.split(),
                **more,
                "class": type(id, (cls, Library), {}),
            }
            return cls

        return register

    def serve(self, what, text):
        parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawTextHelpFormatter)
        parser.add_argument("--list", action="store_true", help="all of them as JSON: id, change, operations concerned, ...")
        parser.add_argument("--" + what, choices=sorted(self), metavar="ID", dest="id")
        args = options(parser).parse_args()
        if args.list:
            print(json.dumps([{k: v for k, v in m.items() if k != "class"} for m in self.values()], indent=1))
        elif args.id is None:
            parser.error("name one, or --list them")
        else:
            Server(subject(what + " " + args.id, self[args.id]["class"], args)).serve()
