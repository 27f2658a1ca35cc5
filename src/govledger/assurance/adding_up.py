"""Family F, adding up and measuring: is there a red under the green, and is anything better?"""
