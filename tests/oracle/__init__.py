"""What must come out of a county's spreadsheets, worked out a second time, person by person.

This package is the oracle the program is compared with. It knows nothing of the program: standard library
and openpyxl only, plain loops and dictionaries, one function per rule of the domain. It is written to be
read, not to be fast.

    python -m tests.oracle DIR [--plan seed-county|seed-literal] [--as-of YYYY-MM-DD] [--out FILE]
"""
