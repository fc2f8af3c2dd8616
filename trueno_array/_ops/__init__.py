"""Facts about dtypes and operations: pure data. These modules import nothing but each other."""
