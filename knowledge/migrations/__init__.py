"""The numbered steps by which the tables of this package came to be."""
