"""Values as text in the exact form (see the README one folder up), and back.

Inside Python a union's value is a pair of the branch's name and the value, or None for null: Python's own types cannot
tell an enum from a string. Schemas are JSON as `json.loads` gives it.
"""

import json
import struct

NAMED = ("record", "enum", "fixed")
PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")


class Names:
    """A schema's named types, by full name."""

    def __init__(self, schema):
        self.types = {}
        self.root = self._resolve(schema, "")

    def _resolve(self, schema, namespace):
        """The same schema with all names full, every definition kept in `types` and replaced by its name."""
        if isinstance(schema, str):
            return schema if schema in PRIMITIVES else _full(schema, namespace)
        if isinstance(schema, list):
            return [self._resolve(branch, namespace) for branch in schema]
        kind = schema["type"]
        if kind == "array":
            return {"type": kind, "items": self._resolve(schema["items"], namespace)}
        if kind == "map":
            return {"type": kind, "values": self._resolve(schema["values"], namespace)}
        if kind not in NAMED:
            return self._resolve(kind, namespace)
        name = _full(schema["name"], schema.get("namespace", namespace))
        self.types[name] = definition = {"type": kind, "name": name}
        if kind == "record":
            inner = name.rpartition(".")[0]
            definition["fields"] = [(f["name"], self._resolve(f["type"], inner)) for f in schema["fields"]]
        elif kind == "enum":
            definition["symbols"] = schema["symbols"]
        else:
            definition["size"] = schema["size"]
        return name

    def look_up(self, schema):
        """The kind of a schema and the schema itself, a name replaced by what it stands for."""
        if isinstance(schema, list):
            return "union", schema
        if isinstance(schema, dict):
            return schema["type"], schema
        if schema in PRIMITIVES:
            return schema, schema
        definition = self.types[schema]
        return definition["type"], definition


def _full(name, namespace):
    return name if "." in name or not namespace else f"{namespace}.{name}"


def branch_name(branch):
    return branch if isinstance(branch, str) else branch["type"]


def parse(names, text):
    return _value(names, names.root, json.loads(text))


def _value(names, schema, json_value):
    kind, schema = names.look_up(schema)
    if kind in ("null", "boolean", "int", "long", "string", "enum"):
        return json_value
    if kind == "float":
        return struct.unpack(">f", bytes.fromhex(json_value))[0]
    if kind == "double":
        return struct.unpack(">d", bytes.fromhex(json_value))[0]
    if kind in ("bytes", "fixed"):
        return bytes.fromhex(json_value)
    if kind == "array":
        return [_value(names, schema["items"], item) for item in json_value]
    if kind == "map":
        return {key: _value(names, schema["values"], item) for key, item in json_value.items()}
    if kind == "record":
        return {name: _value(names, field, json_value[name]) for name, field in schema["fields"]}
    if json_value is None:
        return None
    ((tag, inner),) = json_value.items()
    (branch,) = (branch for branch in schema if branch_name(branch) == tag)
    return tag, _value(names, branch, inner)


def dump(names, value):
    return _dump(names, names.root, value)


def _dump(names, schema, value):
    kind, schema = names.look_up(schema)
    if kind == "null":
        assert value is None, value
        return "null"
    if kind == "boolean":
        assert isinstance(value, bool), value
        return "true" if value else "false"
    if kind in ("int", "long"):
        assert type(value) is int, value
        return str(value)
    if kind == "float":
        return '"' + struct.pack(">f", value).hex() + '"'
    if kind == "double":
        return '"' + struct.pack(">d", value).hex() + '"'
    if kind in ("bytes", "fixed"):
        assert isinstance(value, bytes), value
        return '"' + value.hex() + '"'
    if kind in ("string", "enum"):
        return _string(value)
    if kind == "array":
        return "[" + ",".join(_dump(names, schema["items"], item) for item in value) + "]"
    if kind == "map":
        entries = sorted(value.items())
        return "{" + ",".join(_string(key) + ":" + _dump(names, schema["values"], item) for key, item in entries) + "}"
    if kind == "record":
        fields = (_string(name) + ":" + _dump(names, field, value[name]) for name, field in schema["fields"])
        return "{" + ",".join(fields) + "}"
    if value is None:
        return "null"
    tag, inner = value
    (branch,) = (branch for branch in schema if branch_name(branch) == tag)
    return "{" + _string(tag) + ":" + _dump(names, branch, inner) + "}"


def _string(text):
    assert isinstance(text, str), text
    units = struct.iter_unpack(">H", text.encode("utf-16-be"))
    return '"' + "".join(_escape(unit) for (unit,) in units) + '"'


def _escape(unit):
    if unit in (0x22, 0x5C):
        return "\\" + chr(unit)
    return chr(unit) if 0x20 <= unit <= 0x7E else f"\\u{unit:04x}"
