"""Who issued a policy: by its code, by its titles, by registers."""
