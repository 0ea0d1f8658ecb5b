"""Which polynomials a cell of a signature kernel has, and where their coefficients stand in tables.

`siglib/_legendre.py` makes those tables, and has the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in the product of two increments: its name, its powers and the place of each one's coefficient."""

    name: str
    terms: tuple[tuple[int, int], ...]

    @property
    def steps(self) -> list[int | None]:
        """List the places of coefficients from the highest power down to the lowest; None: there is no such power."""
        places = dict(self.terms)
        return [places.get(power) for power in range(max(places), min(places) - 1, -1)]

    @property
    def lowest(self) -> int:
        """Tell the lowest power."""
        return self.terms[0][0]


@dataclass(frozen=True)
class Cell:
    """The polynomials of a cell that is solved to some order."""

    order: int

    @property
    def moments(self) -> int:
        """Count the numbers that an edge holds."""
        return (self.order + 1) // 2

    @property
    def slopes(self) -> int:
        """Count the derivatives that a cell keeps: the first moments of both edges have the same."""
        return 2 * self.moments - 1

    @property
    def table(self) -> int:
        """Count the coefficients of all powers; as many follow for the derivative."""
        return (self.order + 1) * self.moments * (1 + 2 * self.moments)

    @property
    def polynomials(self) -> list[Polynomial]:
        """List what has to be evaluated: of E the half that tells the other one."""
        found = [self.corner(a) for a in range(self.moments)]
        found += [self.same(a, b) for a in range(self.moments) for b in range(a, self.moments)]
        found += [self.other(a, b) for a in range(1, self.moments) for b in range(self.moments)]
        return [polynomial for polynomial in found if polynomial is not None]

    def corner(self, a: int) -> Polynomial | None:
        """Find what the value at the corner adds to moment a."""
        return self.polynomial(f"e{a}", [*range(a + 1, self.order - a + 1)], 0, a)

    def same(self, a: int, b: int) -> Polynomial | None:
        """Find what moment b of an edge adds to moment a of the one opposite; some powers of J vanish there."""
        powers = range(max(abs(a - b), 1), self.order - a - b + 1)
        place = (self.order + 1) * self.moments
        kept = [n for n in powers if n > a + b or (n - a - b) % 2 == 0]
        return self.polynomial(f"E{min(a, b)}{max(a, b)}", kept, place, min(a, b), max(a, b))

    def other(self, a: int, b: int) -> Polynomial | None:
        """Find what moment b of an edge adds to moment a of the one that goes on from it."""
        if a == 0:
            return self.same(0, b)
        place = (self.order + 1) * self.moments * (1 + self.moments)
        return self.polynomial(f"B{a}{b}", [*range(max(a + 1, b), self.order - a - b + 1)], place, a, b)

    def polynomial(self, name: str, powers: list[int], first: int, *indices: int) -> Polynomial | None:
        """Find the coefficients in a table that begins at `first`."""
        terms = []
        for power in powers:
            place = power
            for index in indices:
                place = place * self.moments + index
            terms.append((power, first + place))
        return Polynomial(name, tuple(terms)) if terms else None

    def odd(self, a: int, b: int) -> bool:
        """Tell whether E[a,b] is the negative of the polynomial that is evaluated for it, that of E[b,a]."""
        return a > b and (a + b) % 2 == 1

    @property
    def combined(self) -> list[tuple[int, int]]:
        """List the moments beyond the first with others, where both of E and B have powers."""
        pairs = [(a, b) for a in range(1, self.moments) for b in range(self.moments)]
        return [(a, b) for a, b in pairs if self.same(a, b) and self.other(a, b)]

    @property
    def highest(self) -> int:
        """Tell the highest power of z that divides a polynomial."""
        return max(polynomial.lowest for polynomial in self.polynomials)
