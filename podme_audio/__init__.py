"""Podme Audio: written Indonesian news in, podcast episodes out."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("podme-audio")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0"
