// Files that are chosen or dropped anywhere on the page are sent at once, with how far that is; without this script the form sends them.
"use strict";
(() => {
  const form = document.querySelector("form.drop");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const abort = form.querySelector("[data-abort]");
  const inputs = [...form.querySelectorAll("input[type=file]")];
  let sending = null;

  const say = (text) => { status.textContent = text; };
  const send = (files) => {
    if (sending || !files.length) return;
    const size = files.reduce((sum, [file]) => sum + file.size, 0);
    // A browser shows no answer to what it was not allowed to send to the end.
    if (size > Number(form.dataset.most)) { say(form.dataset.large); return; }
    if (files.length > Number(form.dataset.files)) { say(form.dataset.many); return; }
    const body = new FormData();
    body.append("token", form.elements.token.value);
    for (const [file, path] of files) body.append("files", file, path);
    sending = new XMLHttpRequest();
    const ended = (text) => { sending = null; abort.hidden = true; say(text); };
    sending.upload.onprogress = (event) => say(`${form.dataset.sending} ${Math.round((100 * event.loaded) / (event.total || 1))} %`);
    sending.onload = () => {
      if (sending.status < 300) { location = sending.responseURL; return; }
      const page = new DOMParser().parseFromString(sending.responseText, "text/html");
      ended((page.querySelector("main p") || page.body).textContent.trim());
    };
    sending.onerror = () => ended(form.dataset.broken);
    sending.onabort = () => ended("");
    sending.open("POST", form.action);
    sending.send(body);
    abort.hidden = false;
    say(form.dataset.sending);
  };

  // What a folder holds comes in pieces of a hundred or so.
  const inside = (entry, path) => new Promise((done) => {
    if (entry.isFile) { entry.file((file) => done([[file, path + file.name]]), () => done([])); return; }
    const reader = entry.createReader();
    const found = [];
    const more = () => reader.readEntries(async (entries) => {
      if (!entries.length) { done(found.flat()); return; }
      for (const one of entries) found.push(await inside(one, `${path}${entry.name}/`));
      more();
    }, () => done(found.flat()));
    more();
  });

  for (const input of inputs) {
    input.addEventListener("change", () => send([...input.files].map((file) => [file, file.webkitRelativePath || file.name])));
  }
  abort.addEventListener("click", () => sending && sending.abort());
  addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const found = entries.length ? (await Promise.all(entries.map((entry) => inside(entry, "")))).flat() : [...event.dataTransfer.files].map((file) => [file, file.name]);
    send(found);
  });
})();
