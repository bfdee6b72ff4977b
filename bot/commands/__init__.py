"""The command line, a group of commands a file; `common` is what they share."""
