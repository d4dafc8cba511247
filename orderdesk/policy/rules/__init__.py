"""The rules of each journey, one function a rule. Their outcomes and alternatives stand in the terms."""
