"""The authored vocabulary: pydantic models of everything a trainer writes."""
