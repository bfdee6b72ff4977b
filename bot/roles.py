"""What a person may do."""

from enum import StrEnum


class Role(StrEnum):
    """The roles, from least to most; each may do all that those before it may.

    A person without an account is a member: asking needs none.
    """

    MEMBER = "member"
    ORGANISER = "organiser"  # quizzes and contests
    EDITOR = "editor"  # knowledge and review
    ADMIN = "admin"  # people, settings and the audit

    def at_least(self, least: "Role") -> bool:
        """Whether this role may do what `least` may."""
        order = list(Role)
        return order.index(self) >= order.index(least)
