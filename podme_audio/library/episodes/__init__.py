"""What happens to an episode: it is named, kept, revised, and moved from state to state."""
