"""Takes the scripts out of workflows, actions and jobs, each into a file, for shellcheck."""

import pathlib
import re
import shutil
import sys

import ruamel.yaml

folder = pathlib.Path(sys.argv[1])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
yaml = ruamel.yaml.YAML(typ="safe")


def scripts(node):
    """Every `run` of GitHub, every `script` of GitLab."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "run" and isinstance(value, str):
                yield value
            elif key in ("script", "before_script") and isinstance(value, list):
                # Each line is a command of one and the same shell.
                yield "# shellcheck disable=SC2086\n" + "\n".join(value)
            else:
                yield from scripts(value)
    elif isinstance(node, list):
        for member in node:
            yield from scripts(member)


for path in map(pathlib.Path, sys.argv[2:]):
    found = list(scripts(yaml.load(path.read_text(encoding="utf-8"))))
    for number, script in enumerate(found, 1):
        # An expression is a word to the shell.
        text = re.sub(r"\$\{\{.*?\}\}", "expression", script)
        (folder / f"{path.stem}-{number}.sh").write_text("#!/usr/bin/env bash\n" + text + "\n", encoding="utf-8")
    if not found:
        sys.exit(f"{path}: no script found")
