"""Tells an exception as a module of a source raised it; a part of sops_loader.py."""

import sys

MOST_FRAMES = 40
LONGEST_TEXT = 4000
# No longer than the longest path.
LONGEST_NAME = 4096


def described(error, files):
    """An exception at its root, without those that the importers wrap around it."""
    frames = frames_of(error, files)
    while is_wrapper(error):
        error = error.__context__
        frames += frames_of(error, files)
    found = {
        "type": type(error).__name__[:LONGEST_NAME],
        "message": message_of(error),
        "frames": [frame for frame in frames if frame["own"]][-MOST_FRAMES:],
        "innermost": frames[-1] if frames else None,
    }
    if isinstance(error, SyntaxError):
        text = str(error.text or "")[:LONGEST_TEXT].strip()
        found["syntax"] = {"file": name_of(error.filename), "line": line_of(error.lineno), "text": text}
    if isinstance(error, ImportError):
        found["name"] = name_of(error.name)
    if isinstance(error, KeyError) and frames and "importlib" in frames[-1]["file"]:
        found["missing"] = name_of(error.args[0])
    return found


def message_of(error):
    try:
        return str(error)[:LONGEST_TEXT]
    except Exception:
        return ""


def name_of(value):
    """What should be a name and may be anything, as whoever raised it has made it."""
    return None if value is None else message_of(value)[:LONGEST_NAME]


def line_of(value):
    return value if type(value) is int and 0 < value < 2**31 else None


def is_wrapper(error):
    """True for the ImportError into which load_module puts whatever a module raised."""
    if type(error) is not ImportError or error.__context__ is None:
        return False
    innermost = error.__traceback__
    while innermost and innermost.tb_next:
        innermost = innermost.tb_next
    code = innermost and innermost.tb_frame.f_code
    return bool(code) and code.co_name == "load_module" and "external_plugins" in code.co_filename


def frames_of(error, files):
    frames = []
    at = error.__traceback__
    while at:
        code = at.tb_frame.f_code
        own = code.co_filename in files or is_of_source(at.tb_frame)
        file, name = code.co_filename[:LONGEST_NAME], code.co_name[:LONGEST_NAME]
        frames.append({"file": file, "line": line_of(at.tb_lineno) or 1, "name": name, "own": own})
        at = at.tb_next
    return frames


def is_of_source(frame):
    """True for a file beside those that the importers read, which Python found by itself."""
    name = str(frame.f_globals.get("__name__"))
    root = sys.modules.get(name.partition(".")[0])
    loader = getattr(root, "__loader__", None)
    return "external_plugins" in type(loader).__module__ and "site-packages" not in frame.f_code.co_filename
