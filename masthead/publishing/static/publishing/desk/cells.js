// A text area of cells, shown as a grid: typed into, moved through with the arrows, pasted into from a
// spreadsheet. The text area stays what is sent, so whatever is not a grid can still be mended as text.
(() => {
  const letter = (column) => String.fromCharCode(65 + column);
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** Rows of trimmed cells, all as long as the longest; null where a quotation mark is missing. */
  function read(text) {
    const lines = text.replaceAll("\0", "").split(/\r\n|[\r\n]/).filter((line) => line.trim());
    if (!lines.length) return [];
    const mark = ["\t", ";"].find((one) => lines[0].includes(one)) ?? ",";
    const rows = [[""]];
    let quoted = false;
    const whole = lines.join("\n");
    for (let at = 0; at < whole.length; at += 1) {
      const sign = whole[at];
      const row = rows.at(-1);
      if (quoted) {
        if (sign !== '"') row[row.length - 1] += sign;
        else if (whole[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
        else quoted = false;
      } else if (sign === '"' && row.at(-1) === "") quoted = true;
      else if (sign === mark) row.push("");
      else if (sign === "\n") rows.push([""]);
      else row[row.length - 1] += sign;
    }
    if (quoted) return null;
    const width = Math.max(...rows.map((row) => row.length));
    return rows.map((row) => Array.from({ length: width }, (_, at) => (row[at] ?? "").replace(/\s+/g, " ").trim()));
  }

  /** The text of a grid: cells apart by tabs, without the empty columns at its end. */
  function written(rows) {
    const width = Math.max(0, ...rows.map((row) => row.findLastIndex((cell) => cell) + 1));
    const quote = width === 1 ? /[",;]/ : /"/;
    const shown = (cell) => (quote.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    return rows
      .map((row) => row.slice(0, width))
      .filter((row) => row.some((cell) => cell))
      .map((row) => row.map(shown).join("\t"))
      .join("\n");
  }

  function made(name, values = {}, ...inside) {
    const element = Object.assign(document.createElement(name), values);
    element.append(...inside);
    return element;
  }

  class Cells extends window.StimulusModule.Controller {
    static values = { rows: Number, columns: Number, words: Object };

    connect() {
      this.at = { row: 0, column: 0 };
      this.table = made("table");
      this.said = made("p", { className: "cells-said" });
      this.said.setAttribute("role", "status");
      this.acts = made("div", { className: "cells-acts" });
      this.scroll = made("div", { className: "cells-scroll" }, this.table);
      this.board = made("div", { className: "cells" }, this.scroll, this.said, this.acts);
      this.board.setAttribute("role", "group");
      this.board.setAttribute("aria-label", this.wordsValue.cells);
      this.element.after(this.board);
      this.table.addEventListener("input", () => this.write());
      this.table.addEventListener("focusin", (event) => this.stand(event.target));
      this.table.addEventListener("keydown", (event) => this.move(event));
      this.table.addEventListener("paste", (event) => this.paste(event));
      this.showGrid();
    }

    disconnect() {
      this.board.remove();
      this.element.hidden = false;
    }

    showGrid() {
      const rows = read(this.element.value);
      if (!rows || rows.length > this.rowsValue || (rows[0]?.length ?? 0) > this.columnsValue) {
        this.showText(this.element.value ? this.wordsValue.noGrid : "");
        return;
      }
      const begun = rows.length ? rows : Array.from({ length: 3 }, () => Array(3).fill(""));
      this.element.hidden = true;
      this.scroll.hidden = false;
      this.said.textContent = "";
      this.draw(begun);
    }

    showText(words = "") {
      this.element.hidden = false;
      this.scroll.hidden = true;
      this.said.textContent = words;
      this.acts.replaceChildren(this.button("asGrid", () => this.showGrid()));
    }

    draw(rows) {
      const head = rows[0].map((_, column) => made("th", { scope: "col", textContent: letter(column) }));
      const lines = rows.map((row, number) => {
        const name = made("th", { scope: "row", textContent: number + 1 });
        return made("tr", {}, name, ...row.map((cell, column) => made("td", {}, this.input(cell, number, column))));
      });
      this.table.replaceChildren(made("thead", {}, made("tr", {}, made("td"), ...head)), made("tbody", {}, ...lines));
      this.stand();
    }

    input(value, row, column) {
      const input = made("input", { type: "text", value, autocomplete: "off", maxLength: 300 });
      input.setAttribute("aria-label", filled(this.wordsValue.cell, { row: row + 1, column: letter(column) }));
      Object.assign(input.dataset, { row, column });
      return input;
    }

    button(name, act) {
      const words = filled(this.wordsValue[name], { row: this.at.row + 1, column: letter(this.at.column) });
      const button = made("button", { type: "button", className: "button button-small button-secondary", textContent: words });
      button.addEventListener("click", act);
      return button;
    }

    /** The cells as they stand. */
    rows() {
      return [...this.table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")].map((input) => input.value.trim()));
    }

    write() {
      this.element.value = written(this.rows());
      for (const kind of ["input", "change"]) this.element.dispatchEvent(new Event(kind, { bubbles: true }));
    }

    /** Remember where one is, and name it on the buttons. */
    stand(input) {
      if (input?.dataset.row) this.at = { row: Number(input.dataset.row), column: Number(input.dataset.column) };
      const rows = this.rows();
      this.acts.replaceChildren(
        this.button("addRow", () => this.change((now) => now.splice(this.at.row + 1, 0, Array(now[0].length).fill("")), 1, 0)),
        this.button("addColumn", () => this.change((now) => now.forEach((row) => row.splice(this.at.column + 1, 0, "")), 0, 1)),
        ...(rows.length > 1 ? [this.button("removeRow", () => this.change((now) => now.splice(this.at.row, 1)))] : []),
        ...(rows[0].length > 1 ? [this.button("removeColumn", () => this.change((now) => now.forEach((row) => row.splice(this.at.column, 1))))] : []),
        this.button("asText", () => { this.showText(); this.element.focus(); }),
      );
    }

    change(alter, down = 0, right = 0) {
      const rows = this.rows();
      alter(rows);
      this.put(rows, this.at.row + down, this.at.column + right);
    }

    /** Draw other cells, unless they are too many; the cell at this place is next. */
    put(rows, row, column) {
      if (rows.length > this.rowsValue || rows[0].length > this.columnsValue) {
        this.said.textContent = filled(this.wordsValue.full, { rows: this.rowsValue, columns: this.columnsValue });
        return;
      }
      this.said.textContent = "";
      this.draw(rows);
      this.write();
      this.go(Math.min(row, rows.length - 1), Math.min(column, rows[0].length - 1));
    }

    go(row, column) {
      this.table.querySelector(`input[data-row="${row}"][data-column="${column}"]`)?.focus();
    }

    move(event) {
      const { row, column } = this.at;
      if (event.key === "ArrowDown") this.go(row + 1, column);
      else if (event.key === "ArrowUp") this.go(row - 1, column);
      else if (event.key === "Enter" && row + 1 < this.rows().length) this.go(row + 1, column);
      else if (event.key === "Enter") this.change((rows) => rows.push(Array(rows[0].length).fill("")), 1);
      else return;
      event.preventDefault();
    }

    paste(event) {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const pasted = /[\t\n]/.test(text.trim()) ? read(text) : null;
      if (!pasted?.length) return;
      event.preventDefault();
      const rows = this.rows();
      const { row, column } = this.at;
      const height = Math.max(rows.length, row + pasted.length);
      const width = Math.max(rows[0].length, column + pasted[0].length);
      const filledIn = Array.from({ length: height }, (_, y) =>
        Array.from({ length: width }, (_, x) => pasted[y - row]?.[x - column] ?? rows[y]?.[x] ?? ""));
      this.put(filledIn, row + pasted.length - 1, column + pasted[0].length - 1);
    }
  }

  window.wagtail.app.register("cells", Cells);
})();
