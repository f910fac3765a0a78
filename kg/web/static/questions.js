// Fields that name a regulation: a choice fills the field.
"use strict";
document.querySelectorAll("input[data-suggest]").forEach((input, place) => {
  const list = document.createElement("ul");
  list.id = `suggested-${place}`;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.closest("label").firstChild.textContent.trim());
  input.closest("form").append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  policyCombobox({
    input,
    list,
    fits: (one) => one.href && one.href.startsWith("/id/policy/"),
    note: (one) => one.note,
    take: (one) => {
      // The address names the regulation for certain, also where two have one title; where it is a number, people read that.
      const key = decodeURIComponent(one.href.slice("/id/policy/".length));
      input.value = key.includes("/") ? `https://w3id.org/policy-kg/id/policy/${key}` : key;
    },
  });
});
