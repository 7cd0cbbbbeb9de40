"""Statements that are compiled once, and run with other values each time.

To build and compile a query by Django's ORM costs many times what the database needs to answer it.
Here that is done once for each database, and then the values alone are put in. That is right only
while nothing else in the statement changes between two requests: who prepares one has to know.
"""

from .queries import OutOfRange, Parameter, PreparedQuery, PreparedUpdate, Values, is_plain
from .rows import insert_row, update_rows

__all__ = [
    "OutOfRange",
    "Parameter",
    "PreparedQuery",
    "PreparedUpdate",
    "Values",
    "insert_row",
    "is_plain",
    "update_rows",
]
