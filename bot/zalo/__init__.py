"""Clients of what Zalo offers, on httpx; they know nothing of conversations."""
