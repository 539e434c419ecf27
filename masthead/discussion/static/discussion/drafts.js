// What is being written is kept in this browser until it was posted.
const name = (form) => `draft:${form.dataset.draft}`;

const bring = (root) => {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const field = form.elements.text;
    const kept = localStorage.getItem(name(form));
    if (kept && !field.value.trim()) field.value = kept;
  }
};

bring(document);
document.addEventListener("htmx:load", (event) => bring(event.target.parentNode ?? document));

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) localStorage.setItem(name(form), event.target.value);
});

// Only an answer that took the text clears it: with htmx the status says so, without it the address we land on.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  const form = requestConfig?.elt.closest?.("form[data-draft]");
  if (form && xhr.status < 300) localStorage.removeItem(name(form));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset?.draft && !window.htmx) sessionStorage.setItem("draft:sent", name(form));
});

if (/#comment-\d+$/.test(window.location.href) && sessionStorage.getItem("draft:sent")) {
  localStorage.removeItem(sessionStorage.getItem("draft:sent"));
  sessionStorage.removeItem("draft:sent");
}
