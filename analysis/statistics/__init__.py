"""One statistic a function; each has a reference value in the tests that somebody else published."""
