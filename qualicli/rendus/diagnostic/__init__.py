"""Le diagnostic et ses écarts, dans chaque format."""
