"""Print the address of a PostgreSQL that lets us make databases; print nothing when none does."""

import getpass
import os
import sys

import psycopg

user = os.environ.get("PGUSER") or getpass.getuser()
for url in (
    f"postgresql://{user}@127.0.0.1:5432/postgres",
    "postgresql://postgres@127.0.0.1:5432/postgres",
):
    try:
        with psycopg.connect(url, connect_timeout=3, autocommit=True) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        continue
    if row and row[0]:
        sys.stdout.write(url)
        break
