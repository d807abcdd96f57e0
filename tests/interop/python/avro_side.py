"""Apache's Python library as the other side of the interop tests."""

import json
import warnings

import avro.datafile
import avro.errors
import avro.io
import avro.schema

import command

# Blocks as small as those of the others.
avro.datafile.SYNC_INTERVAL = 1024

warnings.simplefilter("ignore", avro.errors.IgnoredLogicalType)


def base(schema):
    """The schema without its logical types: values stay values of their base types."""
    if isinstance(schema, list):
        return [base(branch) for branch in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: member for name, member in schema.items() if name != "logicalType"}
    for member in ("type", "items", "values"):
        if member in kept:
            kept[member] = base(kept[member])
    if "fields" in kept:
        kept["fields"] = [base(field) for field in kept["fields"]]
    return kept


class Writer(avro.io.DatumWriter):
    """Writes a union's value in the branch that is named with it, where the library would take the first that fits."""

    def write(self, datum, encoder):
        # The library's validation knows nothing of the names.
        self.write_data(self.writers_schema, datum, encoder)

    def write_union(self, writers_schema, datum, encoder):
        names = [branch_name(branch) for branch in writers_schema.schemas]
        tag, value = ("null", None) if datum is None else datum
        encoder.write_long(names.index(tag))
        self.write_data(writers_schema.schemas[names.index(tag)], value, encoder)


class Reader(avro.io.DatumReader):
    """Reads a union's value with its branch's name."""

    def read_union(self, writers_schema, readers_schema, decoder):
        index = int(decoder.read_long())
        if not 0 <= index < len(writers_schema.schemas):
            raise avro.errors.SchemaResolutionException(f"no branch {index}", writers_schema, readers_schema)
        branch = writers_schema.schemas[index]
        value = self.read_data(branch, readers_schema.schemas[index], decoder)
        return None if branch.type == "null" else (branch_name(branch), value)


def branch_name(branch):
    return getattr(branch, "fullname", None) or branch.type


def write(schema, metadata, values, path, codec):
    parsed = avro.schema.parse(json.dumps(base(schema)))
    with avro.datafile.DataFileWriter(open(path, "wb"), Writer(), parsed, codec) as writer:
        writer.schema = json.dumps(schema)
        for key, value in metadata.items():
            writer.set_meta(key, value)
        for value in values:
            writer.append(value)


def append(values_of, path):
    # Without a schema, the file's.
    with avro.datafile.DataFileWriter(open(path, "ab+"), Writer()) as writer:
        schema = json.loads(writer.schema)
        writer.datum_writer.writers_schema = avro.schema.parse(json.dumps(base(schema)))
        for value in values_of(schema):
            writer.append(value)


def read(path):
    with avro.datafile.DataFileReader(open(path, "rb"), Reader()) as reader:
        schema = json.loads(reader.schema)
        parsed = avro.schema.parse(json.dumps(base(schema)))
        reader.datum_reader.writers_schema = reader.datum_reader.readers_schema = parsed
        return schema, reader.meta, list(reader)


if __name__ == "__main__":
    command.main(write, append, read)
