"""The articles of the shelf, by their own addresses: who is reading one asks where it can be heard."""
