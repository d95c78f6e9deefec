"""What operators need of a running newsroom: logs, metrics, health, backup. The shell talks to it; no room does."""
