from tests.web_personas import *  # noqa: F403
