"""``python -m fastapi_app.seed``: a ledger with the invented county in it, and users to try the app with."""

import os

from plan_desk.seed import data_folder, said, seed_ledger, somebody

from fastapi_app.users import Users


def main() -> None:
    """Make what is not there yet, and say who may log in."""
    folder, users = data_folder(), somebody()
    print(seed_ledger(os.environ.get("PLAN_DATABASE") or str(folder / "plan.db")))
    kept = Users(folder / "users.db")
    for one in users:
        kept.add(one.name, office=one.office, may=one.may, password=one.password)
    print(said(users))


if __name__ == "__main__":
    main()
