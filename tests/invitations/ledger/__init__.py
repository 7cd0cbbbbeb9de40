"""The ledger of mails: what is due, what is sent, and what happens when something goes wrong."""
