// While something is being worked out, the page asks how far it is, and is loaded again when it is there.
"use strict";
(() => {
  const status = document.querySelector("[data-progress]");
  if (!status) return;
  const ask = async () => {
    try {
      const answer = await fetch(status.dataset.progress);
      const told = await answer.json();
      if (!told.running) { location.reload(); return; }
      status.textContent = told.text;
    } catch { return; }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
})();
