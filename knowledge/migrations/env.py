"""What Alembic runs for each folder of revisions; `knowledge.database` hands it the connection."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    # SQLite can undo a CREATE TABLE too, once its driver is kept from committing before one.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
