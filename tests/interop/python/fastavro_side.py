"""fastavro as the other side of the interop tests."""

import fastavro

import command
import exact

# Logical types stay values of their base types.
fastavro.read.LOGICAL_READERS.clear()
fastavro.write.LOGICAL_WRITERS.clear()


# A pair (branch, value) is fastavro's own notation for a union's value.
OPTIONS = {"sync_interval": 1024, "validator": False}


def write(schema, metadata, values, path, codec):
    # It has metadata as text.
    metadata = {key: value.decode() for key, value in metadata.items()}
    with open(path, "wb") as file:
        fastavro.writer(file, schema, values, codec=codec, metadata=metadata, **OPTIONS)


def append(values_of, path):
    with open(path, "a+b") as file:
        file.seek(0)
        schema = fastavro.reader(file).writer_schema
        # The schema and the codec are the file's; those given here do not count.
        fastavro.writer(file, schema, values_of(schema), **OPTIONS)


def read(path):
    with open(path, "rb") as file:
        reader = fastavro.reader(file, return_named_type=True)
        schema = reader.writer_schema
        names = exact.Names(schema)
        values = [tagged(names, names.root, value) for value in reader]
        return schema, {key: value.encode() for key, value in reader.metadata.items()}, values


def tagged(names, schema, value):
    """The value with every union's branch named; fastavro itself names those of records, enums and fixed."""
    kind, schema = names.look_up(schema)
    if kind == "array":
        return [tagged(names, schema["items"], item) for item in value]
    if kind == "map":
        return {key: tagged(names, schema["values"], item) for key, item in value.items()}
    if kind == "record":
        return {name: tagged(names, field, value[name]) for name, field in schema["fields"]}
    if kind != "union" or value is None:
        return value
    if isinstance(value, tuple):
        tag, value = value
    else:
        tag = unnamed_branch(schema, value)
    (branch,) = (branch for branch in schema if exact.branch_name(branch) == tag)
    return tag, tagged(names, branch, value)


# The branches that a value of a Python type may come from. The schema of the tests has one at most in each union.
BRANCHES = {
    bool: ("boolean",),
    int: ("int", "long"),
    float: ("float", "double"),
    bytes: ("bytes",),
    str: ("string",),
    list: ("array",),
    dict: ("map",),
}


def unnamed_branch(schema, value):
    possible = BRANCHES[type(value)]
    (tag,) = (tag for tag in map(exact.branch_name, schema) if tag in possible)
    return tag


if __name__ == "__main__":
    command.main(write, append, read)
