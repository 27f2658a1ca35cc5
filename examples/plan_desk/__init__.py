"""What a council's web app does with a ledger, whatever it is written in: copy it beside the app and change it.

`desk` opens the ledger for the life of the app and records what a request has gathered; `follower` keeps the plan up
to date behind it; `forms` reads what was typed into events; `pages` is what each page shows; `seed` begins one.
"""
