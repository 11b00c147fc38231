from tests.seeded_catalogue import catalogue, own_shelf  # noqa: F401
from tests.web_personas import fresh_memory, live_db, releases  # noqa: F401
