"""A multi-database migration test harness for SQLAlchemy models and Alembic chains."""
