"""What a resource lets a client send: each property with its type, its limit and its values.

Names are matched without regard to case, as the server does; everything else is strict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.services.skype import dates
from sandbox.services.skype.refusals import RequestRefused, invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property. *values*: the only ones allowed; *ignored*: accepted and thrown away."""

    required: bool = False
    nullable: bool = False
    longest: int | None = None
    values: tuple[str, ...] = ()
    ignored: bool = False

    def read(self, name: str, value: Any) -> Any:
        """*value*, checked. Raises RequestRefused."""
        if value is None and self.nullable:
            return None
        if not isinstance(value, str):
            raise RequestRefused("DeserializationFailure", {name: "A string is expected."})
        if self.required and not value.strip():
            raise invalid(**{name: "A value is required."})
        if self.longest is not None and len(value) > self.longest:
            raise invalid(**{name: f"The maximum length is {self.longest}."})
        if self.values and value not in self.values:
            raise invalid(**{name: f"The value must be one of {', '.join(self.values)}."})
        return value


class Moment(Property):
    """A date and time."""

    def read(self, name: str, value: Any) -> datetime | None:
        """*value* as an aware datetime, checked. Raises RequestRefused."""
        text = super().read(name, value)
        if text is None:
            return None
        read = dates.moment(text)
        if read is None:
            raise RequestRefused("DeserializationFailure", {name: "A date and time is expected."})
        return read


class Addresses(Property):
    """A list of SIP URIs of one's own organization."""

    def read(self, name: str, value: Any) -> list[str]:
        """*value*, checked but for the organization. Raises RequestRefused."""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise RequestRefused(
                "DeserializationFailure", {name: "An array of strings is expected."}
            )
        if any(not each.startswith("sip:") or "@" not in each or " " in each for each in value):
            raise invalid(**{name: "Each entry must be a SIP URI."})
        return value


def read(known: Mapping[str, Property], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The *properties* by their proper names. Raises RequestRefused."""
    proper = {name.lower(): name for name in known}
    unknown = {
        name: "There is no such property." for name in properties if name.lower() not in proper
    }
    if unknown:
        raise invalid(**unknown)
    named = {proper[name.lower()]: value for name, value in properties.items()}
    missing = [name for name, each in known.items() if each.required and name not in named]
    if missing:
        raise invalid(**dict.fromkeys(missing, "A value is required."))
    return {
        name: known[name].read(name, value)
        for name, value in named.items()
        if not known[name].ignored
    }
