"""The pytest plugin: the only module that imports pytest."""
