import inspect

import pytest

from podme_audio import exceptions

CLASSES = [
    item for _, item in inspect.getmembers(exceptions, inspect.isclass) if item.__module__ == exceptions.__name__
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_each_error_is_drawn_and_descends_from_the_base(error: type[Exception]) -> None:
    drawing = inspect.getdoc(exceptions) or ""

    assert error.__name__ in drawing
    assert issubclass(error, exceptions.PodmeError)


def test_nothing_is_drawn_that_is_not_there() -> None:
    drawn = {word for word in (exceptions.__doc__ or "").split() if word.endswith("Error")}

    assert drawn == {error.__name__ for error in CLASSES}
