"""Family D, bodies and challenge: is there a minute, did the body meet, may it scrutinise, is there an answer?"""
