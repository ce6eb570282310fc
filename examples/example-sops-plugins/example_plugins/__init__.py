# What SOPS installs with pip once this module has run, before any component is loaded.
__requirements__ = []
