"""The command line that both Python programs share.

    write SCHEMA RECORDS PREFIX CODEC...   writes PREFIX-CODEC.avro for each codec
    read OUT FILE...                       writes OUT/FILE.jsonl for each file
"""

import json
import pathlib
import sys

import exact

# Metadata that every writer puts into its files and every reader looks for.
KEY, NOTE = "interop.note", "Z\u00fcrich \U0001f980"


def main(write, read):
    """`write(schema, names, values, path, codec)` makes a file; `read(path)` gives `(schema, note, values)`."""
    match sys.argv[1:]:
        case ["write", schema, records, prefix, *codecs] if codecs:
            schema = json.loads(pathlib.Path(schema).read_text("utf-8"))
            names = exact.Names(schema)
            with open(records, encoding="utf-8") as lines:
                values = [exact.parse(names, line) for line in lines]
            for codec in codecs:
                write(schema, names, values, f"{prefix}-{codec}.avro", codec)
        case ["read", out, *files] if files:
            for file in map(pathlib.Path, files):
                schema, note, values = read(file)
                if note != NOTE:
                    sys.exit(f"{file}: the metadata {KEY} is {note!r}")
                names = exact.Names(schema)
                with open(pathlib.Path(out, file.name + ".jsonl"), "w", encoding="utf-8", newline="\n") as lines:
                    lines.writelines(exact.dump(names, value) + "\n" for value in values)
        case _:
            sys.exit(__doc__)
