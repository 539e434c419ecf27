// A form that is on its way is not sent again. Fragments are guarded by htmx; coming back frees the form.
const sent = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of sent) form.removeAttribute("aria-busy");
  sent.clear();
});
