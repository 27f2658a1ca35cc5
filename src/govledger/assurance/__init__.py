"""Whether to believe it: rules that read the history and ask the questions a councillor should ask."""
