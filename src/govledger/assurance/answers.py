"""Family D, duties and candour: was it brought back, put off, only noted, kept from the board, treated as settled?"""
