"""Release: building, checking, verifying and publishing immutable, content-addressed releases."""
