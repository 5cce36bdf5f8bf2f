"""Conversations of invented townsfolk, written by rule, to train the tavern model."""
