"""What threads say to the app."""

from textual.message import Message


class FromThread(Message):
    """Said by a thread; nobody is there to hear it once the console is being left."""
