"""Labels: the visible mark, the metadata, the signature, and the gate that reads them back."""
