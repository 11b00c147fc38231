"""事项: drafts, history, approval, publishing, import and export, the bulletin."""
