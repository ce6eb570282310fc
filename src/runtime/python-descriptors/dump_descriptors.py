"""Prints the descriptors of installed gRPC contracts: a FileDescriptorSet in Base64, on lines of "descriptors TEXT".

usage: dump_descriptors.py PACKAGE...

PACKAGE is a Python package of generated modules; ROOT.*.NAME stands for every package called NAME in the package
ROOT, however deep. Files come with all that they import, each after its imports.

The generated modules are read and never imported: some contracts declare the same names, which one process may not
load together.
"""

import ast
import base64
import importlib.util
import os
import sys

NOT_INSTALLED = 3
LINE = 6000  # bytes, a multiple of three


def folders_of(package):
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return []
    return list(spec.submodule_search_locations or []) if spec else []


def packages_of(given):
    root, star, name = given.partition(".*.")
    if not star:
        yield given
        return
    for folder in folders_of(root):
        for path, folders, _ in os.walk(folder):
            folders.sort()
            if os.path.basename(path) == name:
                inside = os.path.relpath(path, folder).split(os.sep)
                yield ".".join([root, *inside])


def modules_in(package):
    for folder in folders_of(package):
        for name in sorted(os.listdir(folder)):
            if name.endswith("_pb2.py"):
                yield os.path.join(folder, name)


def module_of(proto):
    """The generated module of a .proto file; None when it is not installed."""
    package, _, name = proto[: -len(".proto")].replace("-", "_").rpartition("/")
    for folder in folders_of(package.replace("/", ".")) if package else sys.path:
        path = os.path.join(folder, f"{name}_pb2.py")
        if os.path.isfile(path):
            return path
    return None


def serialized(module):
    """The descriptor in a generated module: an argument of AddSerializedFile, or of FileDescriptor in older ones."""
    with open(module, encoding="utf-8") as source:
        tree = ast.parse(source.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = [keyword.value for keyword in node.keywords if keyword.arg == "serialized_pb"]
            added = node.args[:1] if getattr(node.func, "attr", "") == "AddSerializedFile" else []
            for value in named + added:
                if isinstance(value, ast.Constant) and isinstance(value.value, bytes):
                    return value.value
    return None


def fields(data):
    """The number and bytes of each field that is text, bytes or a message; the others of a descriptor file are varints."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        length, at = varint(data, at)
        if tag & 7 == 2:
            yield tag >> 3, data[at : at + length]
            at += length


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def encoded_varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def collect(module, files):
    data = serialized(module)
    if data is None:
        return
    name = next(value for number, value in fields(data) if number == 1)
    if name in files:
        return
    files[name] = None  # its place is after its imports
    for number, value in fields(data):
        imported = module_of(value.decode()) if number == 3 else None
        if imported:
            collect(imported, files)
    del files[name]
    files[name] = data


def main():
    files = {}
    for package in [package for given in sys.argv[1:] for package in packages_of(given)]:
        for module in modules_in(package):
            collect(module, files)
    if not files:
        print(f"No descriptors in {', '.join(sys.argv[1:])}.", file=sys.stderr)
        return NOT_INSTALLED
    whole = b"".join(b"\x0a" + encoded_varint(len(data)) + data for data in files.values())
    for at in range(0, len(whole), LINE):
        print("descriptors", base64.b64encode(whole[at : at + LINE]).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
