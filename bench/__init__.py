"""What the server does in a second, measured beside what this machine could do at best."""
