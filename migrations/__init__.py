"""The versions of the database, and the command that writes the next one."""
