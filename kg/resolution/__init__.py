"""From places that name policies to policies: who means what, by rules and by people's judgements."""
