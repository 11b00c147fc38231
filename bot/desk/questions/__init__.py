"""没答好的问题: seen by the department that owns them, taught, pointed elsewhere or left with a reason."""
