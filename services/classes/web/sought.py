"""What an organizer looks for among the groups, as it stands in the address of a page."""

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import Depends, Query

from services.classes.store.catalogue import Table
from shared.kernel.identity import Identity
from shared.kernel.unions import Tree


def unions_of(who: Identity) -> list[str] | None:
    """The unions this person organizes; None for the federation, which sees all."""
    return None if who.has("federation") else sorted(union for role, union in who.roles if role == "organizer")


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty: does not matter."""

    season: str = ""
    union: str = ""
    """This one and all below it."""
    site: str = ""
    term: str = ""
    state: str = ""
    q: Annotated[str, Query(max_length=60)] = ""
    """A part of the title or the site."""

    @property
    def kept(self) -> dict[str, str]:
        """What was asked for, as the address of another part of the list says it."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def narrow(self) -> bool:
        """More was asked for than a season."""
        return bool(self.kept.keys() - {"season"})

    def table(self, who: Identity, tree: Tree) -> Table:
        """The groups that are meant, as far as they are this person's."""
        unions = unions_of(who)
        if self.union:
            under = set(tree.under(self.union))
            unions = sorted(under if unions is None else under & set(unions))
        return Table(
            unions, self.season or None, None,
            self.site or None, self.term or None, self.state or None, self.q.strip() or None,
        )  # fmt: skip


Sought = Annotated[Asked, Depends()]
