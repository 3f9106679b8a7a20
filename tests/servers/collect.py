"""Puts the results of several servers into one document and one page."""


def write(results, servers, folder):
    raise NotImplementedError
