// What somebody is writing under a piece is in this browser's store until it was posted, and shown to its writer only.
const store = window.typedStore;
const ours = "form[data-draft][data-person]";

const keep = (form) => {
  const { person, draft } = form.dataset;
  const text = form.elements.text.value;
  const place = `comment:${draft}`;
  if (text.trim() && text !== form.elements.text.defaultValue) store.put({ person, place, fields: [["text", text]] }).catch(() => {});
  else forget(form);
};

const forget = (form) => store.remove(form.dataset.person, `comment:${form.dataset.draft}`).catch(() => {});

/** Into an empty field at once; where other words stand, its writer says which they want. */
const bring = async (form) => {
  const field = form.elements.text;
  const { person, draft } = form.dataset;
  const kept = (await store.all(person)).find((entry) => entry.place === `comment:${draft}`)?.fields[0][1];
  if (!kept || !form.isConnected || field.value === kept) return;
  const offer = form.querySelector("[data-draft-offer]");
  if (!field.value.trim()) field.value = kept;
  else if (offer) {
    offer.hidden = false;
    offer.querySelector("[data-draft-back]").onclick = () => { field.value = kept; offer.hidden = true; field.focus(); };
    offer.querySelector("[data-draft-away]").onclick = () => { forget(form); offer.hidden = true; field.focus(); };
  }
};

const bringAll = (root) => {
  for (const form of root.querySelectorAll(ours)) {
    if (form.dataset.brought) continue;
    form.dataset.brought = "yes";
    bring(form).catch(() => {});
  }
};

bringAll(document);
document.addEventListener("htmx:load", (event) => bringAll(event.target.parentNode ?? document));

document.addEventListener("input", (event) => {
  if (event.target.form?.matches(ours)) keep(event.target.form);
});

// Only an answer that took the text clears it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  const form = requestConfig?.elt.closest?.(ours);
  if (form && xhr.status < 300 && requestConfig.verb === "post") forget(form);
});

// Whoever comes next at this computer finds nothing in a window that was left open either.
document.addEventListener("typed:signed-out", () => {
  for (const form of document.querySelectorAll(ours)) form.elements.text.value = form.elements.text.defaultValue = "";
});
