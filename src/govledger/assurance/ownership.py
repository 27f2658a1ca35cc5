"""Family E, ownership and coverage: who will do it, who is still here, and what has nobody picked up?"""
