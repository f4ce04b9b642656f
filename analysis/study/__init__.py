"""The study of a closed round: everything that its answers can and cannot tell, ready to be shown."""
