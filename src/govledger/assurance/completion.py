"""Family B, completion, embedding, closure: who checked, did it last, and was the answer seen?"""
