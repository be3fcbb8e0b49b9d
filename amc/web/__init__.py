"""What every page stands on: frame, navigation, display, charts; no domain."""
