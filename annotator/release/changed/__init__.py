"""What changed since an export: lines that may differ from those a client has, and ids of what is to be dropped."""
