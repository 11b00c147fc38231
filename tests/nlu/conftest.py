from tests.assistant import agent, own_var, shelf  # noqa: F401
