"""Not written yet."""

routes: list[object] = []
