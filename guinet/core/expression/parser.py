"""The grammar of formulas, by precedence climbing.

From loose to tight: ``+ -``, then ``* /``, then the minus sign, then the power, which binds
from the right and reads a minus sign in its exponent: −x^2 is −(x^2), 2^-x is 2^(−x), and
a^b^c is a^(b^c), as in mathematics and in Python.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from guinet.core.expression.errors import ExpressionError
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.tokens import END, Token, at, tokens
from guinet.core.expression.tree import (
    CONSTANTS,
    Node,
    binary,
    call,
    name,
    names_in,
    negative,
    number,
)

__all__ = ["LONGEST", "MOST_NAMES", "parse"]

LONGEST = 500
"""Characters of a text; derivatives grow with the square of it."""
MOST_NAMES = 32
"""Different names; there is a derivative by each of them."""
_DEEPEST = 50
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """Read a formula.

    Raises
    ------
    ExpressionError
        With what is wrong and at which character.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            f"must be a formula of at most {LONGEST} characters, not {len(text)}", LONGEST
        )
    parser = _Parser(tokens(text))
    tree = parser.operation(0, 0)
    parser.demand_end()
    names = names_in(tree)
    if len(names) > MOST_NAMES:
        raise ExpressionError(
            f"has {len(names)} different names, more than {MOST_NAMES}; join several formulas", 0
        )
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._place]

    def take(self) -> Token:
        token = self.next
        self._place += 1
        return token

    def sees(self, *signs: str) -> bool:
        return self.next.kind == "sign" and self.next.text in signs

    def operation(self, least: int, depth: int) -> Node:
        """Read operators that bind at least so tightly, with all between them."""
        left = self.operand(depth)
        while self.sees(*_PRECEDENCE) and _PRECEDENCE[self.next.text] >= least:
            sign = self.take().text
            left = binary(sign, left, self.operation(_PRECEDENCE[sign] + 1, depth + 1))
        return left

    def operand(self, depth: int) -> Node:
        """Read one operand with its minus signs and its power."""
        if depth > _DEEPEST:
            position = self.next.position
            raise ExpressionError(
                f"is nested more than {_DEEPEST} deep {at(position)}; use fewer brackets", position
            )
        if self.sees("-"):
            self.take()
            return negative(self.operand(depth + 1))
        if self.sees("+"):
            self.take()
            return self.operand(depth + 1)
        base = self.atom(depth)
        if self.sees("^"):
            self.take()
            return binary("^", base, self.operand(depth + 1))
        return base

    def atom(self, depth: int) -> Node:
        """Read a number, a name, a call or something in brackets."""
        token = self.next
        if token.kind == "number":
            self.take()
            return number(float(token.text))
        if token.kind == "name":
            self.take()
            if self.sees("("):
                return self.call(token, depth)
            if token.text in FUNCTIONS:
                raise ExpressionError(
                    f"has the function {token.text} without brackets {at(token.position)}; "
                    f"write {FUNCTIONS[token.text].usage}",
                    token.position,
                )
            return name(token.text)
        if self.sees("("):
            self.take()
            inner = self.operation(0, depth + 1)
            self.close(token)
            return inner
        raise ExpressionError(self._lacking(token), token.position)

    def call(self, function: Token, depth: int) -> Node:
        """Read the arguments of a function whose name was read."""
        bracket = self.take()
        known = FUNCTIONS.get(function.text)
        if known is None:
            raise ExpressionError(_unknown(function), function.position)
        arguments: list[Node] = []
        if not self.sees(")"):
            arguments.append(self.operation(0, depth + 1))
            while self.sees(","):
                self.take()
                arguments.append(self.operation(0, depth + 1))
        self.close(bracket)
        if len(arguments) != known.arity:
            raise ExpressionError(
                f"gives {function.text} {_counted(len(arguments))} {at(function.position)}; it "
                f"takes {_counted(known.arity)}: {known.usage}",
                function.position,
            )
        return call(function.text, *arguments)

    def close(self, bracket: Token) -> None:
        """Read the bracket that closes another one."""
        if self.sees(")"):
            self.take()
        elif self.next.kind == END:
            raise ExpressionError(
                f"has a bracket {at(bracket.position)} that is never closed", bracket.position
            )
        else:
            raise ExpressionError(self._superfluous(), self.next.position)

    def demand_end(self) -> None:
        """Refuse what stands behind a whole formula."""
        if self.next.kind != END:
            raise ExpressionError(self._superfluous(), self.next.position)

    def _superfluous(self) -> str:
        place = at(self.next.position)
        if self.sees(")"):
            return f"closes a bracket {place} that was never opened"
        if self.sees(","):
            return f"has a comma {place} outside the brackets of a function"
        return f"needs an operator, such as *, before {self.next.text} {place}"

    def _lacking(self, token: Token) -> str:
        if token.kind != END:
            return f"has {token.text} {at(token.position)} where a number or a name should be"
        if self._place == 0:
            return "is empty; type a formula such as x * sigmoid(beta * x)"
        before = self._tokens[self._place - 1].text
        return f"ends after {before}: a number or a name is missing {at(token.position)}"


def _unknown(function: Token) -> str:
    word, place = function.text, at(function.position)
    if word in CONSTANTS or len(word) == 1:
        return f"needs an operator, such as *, between {word} and the bracket {place}"
    close = get_close_matches(word.lower(), FUNCTIONS, 1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(FUNCTIONS)}"
    return f"has an unknown function {word} {place} ({hint})"


def _counted(count: int) -> str:
    words = ("no argument", "one argument", "two arguments")
    return words[count] if count < len(words) else f"{count} arguments"
