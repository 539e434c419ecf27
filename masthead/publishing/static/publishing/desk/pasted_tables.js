// A table pasted into a text: each of its rows becomes a line, with its cells apart. The editor knows no
// tables and would run their cells into one word. From a word processor, a page, or a spreadsheet.
(() => {
  const LINES = "p, div, li, br, h1, h2, h3, h4, h5, h6";
  const BETWEEN = " | ";

  /** What a cell holds, on one line. */
  function cellOf(cell) {
    for (const part of cell.querySelectorAll(LINES)) part.replaceWith(...part.childNodes, " ");
    const held = document.createElement("template");
    held.innerHTML = cell.innerHTML.replace(/\s+/g, " ").trim();
    return held.content;
  }

  function lineOf(cells) {
    const line = document.createElement("p");
    cells.forEach((cell, at) => line.append(...(at ? [BETWEEN] : []), cellOf(cell)));
    return line;
  }

  function asLines(table) {
    const rows = [...table.rows].map((row) => [...row.cells]);
    const lines = [...(table.caption ? [lineOf([table.caption])] : []), ...rows.map(lineOf)];
    table.replaceWith(...lines.filter((line) => line.textContent.replaceAll("|", "").trim()));
  }

  function htmlOf(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const tables = [...page.querySelectorAll("table")].reverse(); // those inside others first
    tables.forEach(asLines);
    return tables.length ? page.body.innerHTML : "";
  }

  /** Lines with tabs, as from a spreadsheet that hands out no HTML. */
  function textOf(text) {
    const rows = text.replace(/[\r\n]+$/, "").split(/\r\n|[\r\n]/).map((line) => line.split("\t"));
    return rows.some((row) => row.length > 1) ? rows.map((row) => row.map((cell) => cell.trim()).join(BETWEEN)).join("\n") : "";
  }

  function paste(event) {
    const held = event.clipboardData;
    if (!held || event.asLines || !event.target.closest?.(".Draftail-Editor")) return;
    const html = held.getData("text/html");
    const made = htmlOf(html);
    const text = textOf(held.getData("text/plain"));
    if (!made && (html || !text)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const clipboardData = new DataTransfer();
    if (made) clipboardData.setData("text/html", made);
    clipboardData.setData("text/plain", text || held.getData("text/plain"));
    const again = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    again.asLines = true;
    event.target.dispatchEvent(again);
  }

  window.addEventListener("paste", paste, true);
})();
