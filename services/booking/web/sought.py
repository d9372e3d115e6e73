"""What staff look for among the groups, as it stands in the address of a page."""

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query

from services.booking.store.listed import Filter
from shared.kernel.unions import Tree

Text = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True)
class Seeking:
    """Empty: does not matter."""

    q: Text = ""
    """A part of the title or the site."""
    union: Text = ""
    """This one and all below it."""
    term: Text = ""
    state: Literal["", "before", "open", "running", "over"] = ""

    @property
    def kept(self) -> dict[str, str]:
        """What was asked for, as the address of another part of the list says it."""
        return {name: value for name, value in asdict(self).items() if value}

    def wanted(self, tree: Tree) -> Filter:
        """The groups that are meant."""
        return Filter(self.q.strip(), tree.under(self.union) if self.union else None, self.term, self.state)


Sought = Annotated[Seeking, Depends()]
