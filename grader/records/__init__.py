"""Records as JSON: results, validations and replay bundles, and reading results back."""
