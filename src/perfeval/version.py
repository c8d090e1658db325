"""The version of the engine; the package is built with the same."""

VERSION = "0.1.0"
