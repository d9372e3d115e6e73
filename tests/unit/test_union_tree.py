"""The tree of unions: what is below one, whose roles reach down."""

import pytest

from shared.kernel.unions import Tree, UnionKnown


def union(code, parent=None):
    return UnionKnown(code, f"{code}工会", "region", parent)


TREE = Tree(
    [union("jining"), union("gaoxin", "jining"), union("lantian", "gaoxin"), union("mazhang"), union("lost", "gone")]
)


@pytest.mark.parametrize(
    ("held", "for_all"),
    [
        ({("organizer", "jining")}, {"jining", "gaoxin", "lantian"}),
        ({("organizer", "gaoxin")}, {"gaoxin", "lantian"}),
        ({("organizer", "lantian")}, {"lantian"}),
        ({("organizer", "unheard")}, {"unheard"}),
        ({("teacher", "jining")}, {"jining"}),
        ({("federation", "*")}, {"*"}),
        (set(), set()),
    ],
)
def test_who_organizes_a_union_organizes_those_below_and_nobody_teaches_further_down(held, for_all):
    reached = TREE.reaching(frozenset(held))
    assert {union for _, union in reached} == for_all
    assert {role for role, _ in reached} == {role for role, _ in held}


def test_names_and_lines():
    assert (TREE.name("gaoxin"), TREE.name("unheard")) == ("gaoxin工会", "unheard")
    assert TREE.line("lantian") == ["jining", "gaoxin", "lantian"]
    assert TREE.line("unheard") == ["unheard"]
    assert TREE.children(None) == ["jining", "lost", "mazhang"]
    assert TREE.tops(["lantian", "gaoxin", "mazhang"]) == ["gaoxin", "mazhang"]


def test_a_circle_ends():
    circle = Tree([union("a", "b"), union("b", "a")])
    assert circle.line("a") == ["b", "a"]
