"""The citizens' door: a plain form, a JSON door for devices, sign-in and downloads for staff."""
