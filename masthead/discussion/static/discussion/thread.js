// Brings what is this reader's own to a shared page, lends the form's token to its buttons, and moves the focus.
const talk = document.querySelector(".talk[data-thread]");
const asked = new Set();
const own = talk && document.getElementById(`mine-${talk.dataset.thread}`);

const token = () => document.querySelector(".talk [name=csrfmiddlewaretoken]")?.value;

const ask = (part) => {
  const fresh = [...talk.querySelectorAll("[data-comment]:not([data-own])")].map((item) => item.dataset.comment).filter((id) => !asked.has(id));
  if (!fresh.length && part === "rows") return;
  for (const id of fresh) asked.add(id);
  const query = new URLSearchParams({ part, shown: fresh.slice(0, 400).join(",") });
  window.htmx.ajax("GET", `${talk.dataset.mine}?${query}`, { target: own, swap: part === "rows" ? "none" : "innerHTML" });
};

if (talk && own && window.htmx) {
  ask("all");
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!own.contains(event.target) && event.target !== own) ask("rows");
  });
}

// Votes and deletions are links to small pages; with a token they are done in place, without one the link leads there.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, verb, headers } = event.detail;
  if (verb !== "post" || !elt.matches("[data-act]")) return;
  if (token()) {
    headers["X-CSRFToken"] = token();
  } else {
    event.preventDefault();
    window.location.assign(elt.href);
  }
});

// A row that is drawn anew keeps the focus: on the same button, or on the menu it stands in.
const stops = (row) => [...row.querySelectorAll("a, summary")];
const focusedStop = (row) => stops(row).indexOf(document.activeElement);
const focusStop = (row, stop) => {
  const found = stops(row)[stop];
  (found?.closest("details:not([open])")?.querySelector("summary") ?? found)?.focus();
};
let stop = -1;

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target;
  if (row.matches?.(".acts")) stop = focusedStop(row);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (stop < 0 || !event.target.matches?.(".acts")) return;
  focusStop(event.target, stop);
  stop = -1;
});

// A row that arrives beside something else leaves its menu open and the focus where they were.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target: row, fragment } = event.detail;
  if (!row.matches?.(".acts")) return;
  const menu = fragment.querySelector("details");
  if (menu) menu.open = Boolean(row.querySelector("details[open]"));
  const focused = focusedStop(row);
  if (focused >= 0) queueMicrotask(() => focusStop(document.getElementById(row.id), focused));
});

// A space bar presses what says it is a button.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[role=button]")) {
    event.preventDefault();
    event.target.click();
  }
});

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-close]")?.closest("[id^=slot-] form");
  if (!form) return;
  event.preventDefault();
  const comment = form.closest("[data-comment]")?.querySelector(".comment");
  form.remove();
  comment?.focus();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id?.startsWith("slot-")) event.target.querySelector("textarea")?.focus();
});

document.addEventListener("comment:posted", (event) => {
  document.querySelector(".nothing")?.remove();
  document.getElementById(`comment-body-${event.detail.id}`)?.focus();
});
