"""Pages for spreadsheets: export, templates, upload, preview, and the way into a change set."""
