# Types of the native part; the package beside it is the interface.

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol, final, type_check_only

from _typeshed import DataclassInstance

from peiyu._error import PeiyuError
from peiyu._files import Source

__all__ = ["Policy", "policies", "unreadable"]

@type_check_only
class Model(Protocol):
    # A pydantic model, or what behaves like one.
    def model_dump(self) -> dict[str, Any]: ...

@final
class Policy:
    def __new__(
        cls,
        policy: str | None,
        sources: Sequence[Source],
        *,
        edition: str | None,
        call: str | None,
        as_of: str | None,
        tier: str | None,
        today: str,
        ten_thousand: bool,
    ) -> Policy: ...
    @property
    def id(self) -> str: ...
    @property
    def hash(self) -> str: ...
    def assess(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> bytes: ...
    @staticmethod
    def fields(firm: Mapping[str, Any] | DataclassInstance | Model) -> dict[Any, Any]: ...
    def explain(self, fields: dict[Any, Any], form: Literal["json", "text", "html"], english: bool) -> bytes: ...
    def facts(self) -> str: ...
    def schema(self) -> str: ...
    def selection(self) -> str: ...

def policies() -> list[str]: ...
def unreadable(document: str, reason: str, file: bool) -> PeiyuError: ...
