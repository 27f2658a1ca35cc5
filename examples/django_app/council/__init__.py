"""The site; the app in it is `plan`."""
