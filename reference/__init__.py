"""The assignments: trusted, meant to be read. Each is a folder of four files; README.md tells how to read and add one."""
