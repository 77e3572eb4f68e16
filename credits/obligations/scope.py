"""Does the scheme apply? Pure."""
