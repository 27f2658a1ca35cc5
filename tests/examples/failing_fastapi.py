"""The FastAPI app with one route more, whose requests fail where a real one may."""

from importlib import import_module
from typing import Any

from govledger import draft, events as ev


def make_app() -> Any:
    """What uvicorn runs, from the folder of the examples."""
    users = import_module("fastapi_app.users")  # Examples are found by where they are run from.
    app = import_module("fastapi_app.main").make_app()
    user = users.User("clerk", "office:democratic-services", ("add_action",))

    def fail(where: str, action: str) -> None:
        """Gather an action and fail: before the unit ends, or between the ledger's commit and the app's own."""
        token = f"failing-{action}"
        with app.state.users.writing() as rows:
            users.note(rows, user, verb="add_action", token=token)
            with app.state.desk.unit(clerk=user.office, key=f"form-{token}") as unit:
                unit.add(draft(ev.ActionAdded(action=action, text="Look"), happened="2024-06-05"))
                assert where != "before", "a fault of the view's"
            assert where != "after", "a fault of the app's own database"

    app.get("/fail/{where}/{action}")(fail)
    return app
