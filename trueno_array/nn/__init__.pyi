# Made by `make stubs`; do not edit.
from . import functional as functional
