"""The same war in other tools, each written the way its users would write it."""
