"""What people are written about meetings: mails, text messages and calendars, made from values alone."""

from email.message import EmailMessage

Message = EmailMessage | str
"""A mail, or the words of a text message."""
