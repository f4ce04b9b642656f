"""Files from outside, one format a module. A file that has one wrong row is refused whole."""
