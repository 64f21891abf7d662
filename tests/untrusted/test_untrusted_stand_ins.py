from __future__ import annotations

import copy
import typing

import numpy as np
import pytest

TEXT = "word2vec.py line 1 imports torch, which is not available here"


@pytest.fixture
def torch(boxed):
    return boxed("stand_ins").Absent(TEXT)


def test_an_attribute_is_a_stand_in(torch):
    assert type(torch.nn.functional) is type(torch)


@pytest.mark.parametrize(
    "annotation",
    [
        lambda t: t.Tensor,
        lambda t: t.Tensor | None,
        lambda t: None | t.Tensor,
        lambda t: np.ndarray | t.Tensor,
        lambda t: list[int] | t.Tensor,
        lambda t: t.Tensor | t.Tensor,
        lambda t: t.Tensor | typing.Any | int,
        lambda t: t.Float[t.Tensor, "n d"],
        lambda t: typing.Optional[t.Tensor],  # noqa: UP045 - as students write it
        lambda t: typing.Union[np.ndarray, t.Tensor],  # noqa: UP007
        lambda t: typing.List[t.Tensor],  # noqa: UP006
        lambda t: typing.Callable[[t.Tensor], t.Tensor],
        lambda t: dict[str, t.Tensor],
    ],
)
def test_annotations(torch, annotation):
    assert annotation(torch) is not None


def test_nothing_is_an_instance_of_it(torch):
    x = np.ones(2)
    assert not isinstance(x, torch.Tensor)
    assert not isinstance(3, (torch.Tensor, str))
    assert not isinstance(x, torch.Tensor | None)
    assert not issubclass(int, torch.Tensor)


def test_others_in_a_union_or_a_tuple_may_be(torch):
    x = np.ones(2)
    assert isinstance(x, (np.ndarray, torch.Tensor))
    assert isinstance(x, np.ndarray | torch.Tensor)
    assert isinstance(None, torch.Tensor | None)
    assert isinstance(3, torch.Tensor | torch.Size | int)
    assert issubclass(int, torch.Tensor | int)


def test_it_is_there_and_equal_to_itself(torch):
    assert torch
    assert torch == torch  # noqa: PLR0124
    assert torch is not None
    assert len({torch, torch}) == 1


def subclass(t):
    class Net(t.nn.Module):
        pass


def enter(t):
    with t.no_grad():
        pass


def decorate(t):
    @t.jit
    def f():
        pass


def assign(t):
    t.rcParams["figure.figsize"] = (10, 8)


def remove(t):
    del t.rcParams["x"]


@pytest.mark.parametrize(
    "use",
    [
        subclass,
        enter,
        decorate,
        assign,
        remove,
        lambda t: t(),
        lambda t: t.manual_seed(1),
        lambda t: t.x + 1,
        lambda t: 1 + t.x,
        lambda t: t.x | 1,
        lambda t: 1 | t.x,
        lambda t: np.ones(2) + t.x,
        lambda t: t.x @ np.ones(2),
        lambda t: np.ones(2) @ t.x,
        lambda t: np.exp(t.x),
        lambda t: np.concatenate([t.x, t.x]),
        lambda t: np.array(t.x),
        lambda t: np.sum(t.x),
        lambda t: -t.x,
        lambda t: t.x**2,
        lambda t: t.x < 1,
        lambda t: t.x > 1,
        lambda t: len(t.x),
        lambda t: list(t.x),
        lambda t: 1 in t.x,
        lambda t: float(t.x),
        lambda t: int(t.x),
        lambda t: range(t.x),
        lambda t: abs(t.x),
        lambda t: round(t.x),
        lambda t: next(t.x),
    ],
)
def test_using_it_raises(torch, use):
    with pytest.raises(ModuleNotFoundError) as caught:
        use(torch)
    assert str(caught.value) == TEXT
    assert type(caught.value).__name__ == "ModuleNotFoundError"


@pytest.mark.parametrize("use", [lambda t: t.__version__, copy.copy])
def test_what_the_language_asks_for_is_not_there(torch, use):
    try:
        use(torch)
    except AttributeError as error:
        assert str(error) == TEXT  # noqa: PT017 - copy may do without


def test_a_copy_of_a_module_has_more_and_the_module_stays(boxed):
    extended = boxed("stand_ins").Extended(np, {"lost": 1, "exp": 2})
    assert (extended.lost, extended.exp, extended.log) == (1, 2, np.log)
    assert not hasattr(np, "lost")
    assert np.exp(0) == 1
