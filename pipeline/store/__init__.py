"""The database tables: the only SQLModel tables there are, one file per noun."""
