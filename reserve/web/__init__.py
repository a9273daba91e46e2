"""Pages for the office: server-rendered, readable without script, nothing loaded from elsewhere."""
