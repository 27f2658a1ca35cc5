"""The pages of docs/reference that are drawn from the code, a module each."""
