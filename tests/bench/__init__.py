"""`make bench`: what liye costs, beside what it stands on, measured in one run."""
