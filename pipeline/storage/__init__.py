"""Storage: finished files and what jobs share, by the hash of their bytes, in a folder or in S3-compatible storage."""
