"""Every kind of element that runs, one small module each."""
