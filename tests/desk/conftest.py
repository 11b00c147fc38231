from tests.web_personas import (  # noqa: F401
    assistant,
    citizen,
    clerk,
    fresh_memory,
    guarded_db,
    live_db,
    manager,
    releases,
    stranger,
)
