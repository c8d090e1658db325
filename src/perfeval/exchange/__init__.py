"""Tables and files of many projects, in and out."""
