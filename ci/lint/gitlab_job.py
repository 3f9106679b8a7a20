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


def value(match):
    name = match.group(1)
    if name not in inputs:
        sys.exit(f"{source}: there is no input `{name}`")
    return str(inputs[name].get("default", ""))


# A template never sets a value that stands in a line of its script: quotes in it would end a word.
for line in job.splitlines():
    if re.match(r"\s+- .*\$\[\[", line):
        sys.exit(f"{source}: an input stands in a command: {line.strip()}")
filled = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", value, job)
with open(result, "w", encoding="utf-8") as file:
    json.dump(yaml.load(filled), file, indent=1)
