// What Wagtail draws by script without a name is named after its field, its part of the piece, or its heading.
(() => {
  const NAMELESS = ["[contenteditable='true']", "[data-streamfield-child] [data-field-input] > :is(input, textarea)", ".tagit-new input", ".replace-file-input > input", "[role='dialog']"]
    .map((kind) => `${kind}:not([aria-label], [aria-labelledby], [type='hidden'])`)
    .join(", ");

  const words = (element) => element?.textContent.replace("*", "").trim();

  function nameOf(element) {
    if (element.matches("[role='dialog']")) return words(element.querySelector("h1, h2"));
    const wrapper = element.closest("[data-field-wrapper]");
    const label = wrapper?.querySelector(":scope > label") ?? wrapper?.parentElement.querySelector(":scope > label");
    const part = element.closest("[data-panel]")?.querySelector(".c-sf-block__type, [data-panel-heading-text]");
    return words(label) || words(part) || words(element.parentElement.querySelector("button"));
  }

  function nameAll() {
    awaited = false;
    for (const element of document.querySelectorAll(NAMELESS)) {
      const name = !element.labels?.length && nameOf(element);
      if (name) element.setAttribute("aria-label", name);
    }
  }

  let awaited = true;
  new MutationObserver(() => {
    if (awaited) return;
    awaited = true;
    setTimeout(nameAll, 100);
  }).observe(document.documentElement, { childList: true, subtree: true });
  nameAll();
})();
