"""`python -m bot.channels.run …`: the `rasa` command, started the quick way and with nobody listening."""

import bot.channels.quiet  # noqa: F401  (first: it settles telemetry before Rasa is loaded)

from rasa.__main__ import main  # isort: skip

if __name__ == "__main__":
    main()
