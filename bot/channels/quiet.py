"""Imported first by whatever loads Rasa: nobody outside is told of its use, and its old imports are not complained of."""

import os
import warnings

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore", category=DeprecationWarning)

import skops.io  # noqa: E402, F401  (before TensorFlow: saves six seconds of start)
