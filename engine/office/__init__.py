"""What any office's machine needs: directory, calendar, deadlines, numbers, files, notifications."""
