"""The contract: every operation, model, frame and error of the API, as typed classes.

Server, SDK, documentation and tests all read it from here. Imports msgspec only.
"""
