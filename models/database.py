"""The engine and the sessions of the application.

Not imported by ``models``: who only wants the tables needs neither a driver nor a server.
"""

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from models.settings import database_url

engine = create_engine(database_url())
SessionLocal = sessionmaker(bind=engine)
