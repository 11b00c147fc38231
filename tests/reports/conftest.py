from tests.seeded_catalogue import catalogue, own_shelf  # noqa: F401
from tests.web_personas import *  # noqa: F403
