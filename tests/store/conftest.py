from tests.web_personas import fresh_memory, live_db, releases  # noqa: F401
