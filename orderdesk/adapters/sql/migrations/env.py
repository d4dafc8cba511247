"""Run by Alembic: the migrations, on the connection that `upgrade` was given."""

from alembic import context

from orderdesk.adapters.sql.tables import metadata

# The metadata is here for its naming convention.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
