from tests.assistant import agent, citizen, own_var, shelf  # noqa: F401
