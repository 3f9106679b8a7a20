"""Fills the inputs of a GitLab template with their defaults, as GitLab does when it is included, and
writes what comes of it as JSON, for the schema that knows no inputs."""

import json
import re
import sys

import ruamel.yaml

source, result = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    head, job = file.read().split("\n---\n", 1)
yaml = ruamel.yaml.YAML(typ="safe")
inputs = yaml.load(head)["spec"]["inputs"]


# Quotes, YAML's own signs, and what a shell would take for a command.
HOSTILE = """./a "b c" 'd' {{port}} # $HOME: `e` \\n"""


def filled(given):
    """The job as GitLab makes it: the text first, and YAML of it then."""

    def value(match):
        name = match.group(1)
        if name not in inputs:
            sys.exit(f"{source}: there is no input `{name}`")
        return str(given.get(name, inputs[name].get("default", "")))

    return yaml.load(re.sub(r"\$\[\[ inputs\.(\w+) \]\]", value, job))


def variables(of_job):
    """The variables of the only job, as the runner sets them."""
    (found,) = (part["variables"] for part in of_job.values())
    return {name: v["value"] if isinstance(v, dict) else v for name, v in found.items()}


# A template never sets a value that stands in a line of its script: quotes in it would end a word.
for line in job.splitlines():
    if re.match(r"\s+- .*\$\[\[", line):
        sys.exit(f"{source}: an input stands in a command: {line.strip()}")
for name in ("target", "launch", "args"):
    for text in ("", HOSTILE):
        came = variables(filled({name: text}))[f"IN_{name.upper()}"]
        if came != text:
            sys.exit(f"{source}: the input `{name}` is {text!r}, and the job gets {came!r}")
with open(result, "w", encoding="utf-8") as file:
    json.dump(filled({}), file, indent=1)
