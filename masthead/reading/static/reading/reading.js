// A long piece remembers, in this browser only, where one was, and offers to go on there; it never moves by itself.
const MOST = 40;
const offer = document.querySelector("[data-continue]");
const prose = document.querySelector(".piece .prose");
const places = () => {
  try {
    return JSON.parse(localStorage.getItem("places")) || {};
  } catch {
    return {};
  }
};
const keep = (all) => {
  try {
    const newest = Object.entries(all).sort((a, b) => b[1][1] - a[1][1]).slice(0, MOST);
    localStorage.setItem("places", JSON.stringify(Object.fromEntries(newest)));
  } catch {
    // A browser that keeps nothing is left alone.
  }
};
if (offer && prose) {
  const id = offer.dataset.continue;
  const blocks = [...prose.querySelectorAll(":scope > :not(.gated), :scope > .gated > *")];
  const known = (places()[id] || [0])[0];
  if (known > 2 && blocks[known] && !location.hash) {
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      offer.hidden = true;
      blocks[known].tabIndex = -1;
      blocks[known].focus({ preventScroll: true });
      blocks[known].scrollIntoView({ block: "start" });
    });
  }
  let waiting = 0;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const all = places();
      const at = blocks.findIndex((block) => block.getBoundingClientRect().bottom > 80);
      if (at < 0) delete all[id];
      else if (at > 2) all[id] = [at, Date.now()];
      else return;
      keep(all);
    }, 300);
  }, { passive: true });
}

// Copying and sharing are the browser's own; nobody else hears of it.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {}));
}
