"""Podme Audio: written Indonesian news in, podcast episodes out."""


def __getattr__(name: str) -> str:
    """Tell the version when it is asked for: to look it up costs a third of the start of ``podme spoken``."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  (see above)

    try:
        return version("podme-audio")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
