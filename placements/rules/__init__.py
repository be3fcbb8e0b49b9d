"""The rules of the workplace, as pure functions over plain values; domain.md section 4 is their source."""
