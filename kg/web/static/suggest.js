// The search field of every page: a choice leads to the thing.
"use strict";
policyCombobox({
  input: document.getElementById("q"),
  list: document.getElementById("suggestions"),
  fits: (one) => one.href,
  note: (one) => `${one.kind} ${one.note}`,
  take: (one) => { location.href = one.href; },
});
