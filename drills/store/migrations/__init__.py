"""What brings a store's tables from one schema version to the next; alembic reads them, `drills.store.upgrade` runs them.

`revision` is the version that a step ends at. Tables are written out here, not taken from `drills.store.schema`: a step
says what was true then. No step touches a record's bytes.
"""
