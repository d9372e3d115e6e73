"""The command line of Aixin 爱心托管."""
