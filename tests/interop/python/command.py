"""The command line that both Python programs share.

    write SCHEMA RECORDS METADATA PREFIX CODEC...   writes PREFIX-CODEC.avro for each codec
    append RECORDS FILE...                          writes the records behind those that each file has
    read OUT FILE...                                writes OUT/FILE.jsonl and OUT/FILE.meta for each file
"""

import json
import pathlib
import sys

import exact


def main(write, append, read):
    """`write(schema, metadata, values, path, codec)` makes a file, `append(values_of, path)` goes on with it, where
    `values_of` is given its schema; `read(path)` gives `(schema, metadata, values)`. Metadata is bytes by key."""
    match sys.argv[1:]:
        case ["write", schema, records, metadata, prefix, *codecs] if codecs:
            schema = json.loads(pathlib.Path(schema).read_text("utf-8"))
            values = parse(schema, records)
            entries = (line.split(" ") for line in pathlib.Path(metadata).read_text("utf-8").splitlines())
            metadata = {key: bytes.fromhex(value) for key, value in entries}
            for codec in codecs:
                write(schema, metadata, values, f"{prefix}-{codec}.avro", codec)
        case ["append", records, *files] if files:
            for file in files:
                append(lambda schema: parse(schema, records), file)
        case ["read", out, *files] if files:
            for file in map(pathlib.Path, files):
                schema, metadata, values = read(file)
                names = exact.Names(schema)
                entries = sorted((key, value.hex()) for key, value in metadata.items() if not key.startswith("avro."))
                save(out, file.name + ".meta", (f"{key} {value}\n" for key, value in entries))
                save(out, file.name + ".jsonl", (exact.dump(names, value) + "\n" for value in values))
        case _:
            sys.exit(__doc__)


def parse(schema, records):
    names = exact.Names(schema)
    with open(records, encoding="utf-8") as lines:
        return [exact.parse(names, line) for line in lines]


def save(out, name, lines):
    with open(pathlib.Path(out, name), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
