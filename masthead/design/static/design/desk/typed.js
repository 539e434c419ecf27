// What a person types in the desk is in this browser's store within half a second, goes to the server by Wagtail's
// autosave, and the line at the foot of the form says where it is. Nothing is sent before a person has done something.
(() => {
  const script = document.currentScript;
  const { person, desk: deskAddress, state: stateAddress, signIn } = script.dataset;
  const words = JSON.parse(script.dataset.words);
  const store = window.typedStore;
  const TICK = 400; // milliseconds
  const AGAIN = 2_000;
  const SENDING = 8_000; // longer than this a submission by hand waits for no answer
  const RECENT = 10_000; // what was sent in leaving has arrived by then
  const SETTLED = 60_000;
  const LEAVING = 60_000; // what a browser sends of a page that is gone
  const OURS = new Set(["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id", "next", "typed", "typed_by"]);

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const clock = (moment) =>
    new Date(moment).toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit" });
  const day = (moment) =>
    new Date(moment).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });

  function made(name, values = {}, ...inside) {
    const element = Object.assign(document.createElement(name), values);
    element.append(...inside);
    return element;
  }

  const fieldsOf = (data) => [...data].filter(([name, value]) => typeof value === "string" && !OURS.has(name));

  /** Rich text reaches its field a moment after the keys, and later while one keeps typing: let it be there now. */
  function flush(place = document.activeElement) {
    const editor = place?.closest?.("[data-draftail-editor-wrapper]");
    for (const input of editor?.parentNode?.children ?? []) input.draftailEditor?.saveState();
  }

  /** What puts the caret back where it is now: a form that takes no keys for a moment loses it. */
  function caret() {
    const field = document.activeElement;
    const chosen = getSelection();
    const range = field?.isContentEditable && chosen.rangeCount ? chosen.getRangeAt(0).cloneRange() : null;
    return () => {
      if (document.activeElement !== document.body || !field?.isConnected) return;
      field.focus({ preventScroll: true });
      if (range) { chosen.removeAllRanges(); chosen.addRange(range); }
    };
  }

  class Typed {
    constructor(form) {
      this.form = form;
      this.line = form.querySelector("[data-typed-line]") ?? made("p");
      this.autosaves = form.dataset.controller.includes("w-autosave");
      this.touched = false;
      this.ready = false;
      this.last = this.saved = null; // the form as it was looked at last, and as the server has it
      this.stored = null; // and as this browser has it
      this.trouble = ""; // network, server, signedOut, conflict, locked
      this.isWaiting = false; // for word whether what was typed here before has arrived
      this.isLeaving = false;
      this.isSubmitted = false; // by hand: nothing else is sent meanwhile
      this.isHeld = false; // a submission, until the answer to what is under way is here
      // Which page of which browser sends this, and in which order: what comes late is known as such.
      this.openedAt = new URL(form.action, location.href).pathname; // a new piece has another place once it is begun
      this.name = crypto.randomUUID?.() ?? String(Math.random());
      this.count = 0;
      form.autocomplete = "off"; // after a reload the browser's own memory would contradict the server's
    }

    /** Where this form belongs; a piece that is not there yet has its identity beside the address. */
    get place() {
      const identity = this.form.elements.namedItem("identity")?.value;
      const path = new URL(this.form.action, location.href).pathname;
      return identity && path.includes("/add/") ? `${path}#${identity}` : path;
    }

    /** Whether the server lacks something; what was touched and not looked at yet may be anything. */
    get dirty() { return this.touched && (!this.ready || this.last !== this.saved); }
    get mayAsk() { return this.autosaves && this.ready && this.dirty && !this.isSubmitted && !["conflict", "signedOut", "token"].includes(this.trouble); }
    get isSafe() { return !this.dirty || this.stored === this.last; }

    start() {
      if (document.body.classList.contains("content-locked")) return this.lock();
      const first = (event) => { if (event.isTrusted) this.touch(); };
      for (const kind of ["keydown", "pointerdown", "beforeinput", "paste", "drop"]) document.addEventListener(kind, first, true);
      document.addEventListener("input", (event) => {
        if (!event.isTrusted) return;
        this.isSubmitted = false; // it was stopped, or failed: the page is here still
        this.look();
      });
      document.addEventListener("w-unsaved:add", (event) => this.beforeSave(event), true);
      document.addEventListener("w-unsaved:confirm", (event) => { if (this.isSafe) event.preventDefault(); }, true);
      document.addEventListener("w-autosave:save", (event) => this.onSave(event));
      document.addEventListener("w-autosave:success", (event) => this.onSuccess(event));
      document.addEventListener("w-autosave:error", (event) => this.onError(event));
      document.addEventListener("typed:signed-out", () => this.onTrouble("signedOut"));
      this.form.addEventListener("submit", (event) => this.onSubmit(event), true);
      document.addEventListener("visibilitychange", () => this.look());
      document.addEventListener("focusout", (event) => flush(event.target), true); // a link may be clicked in the same moment
      addEventListener("pagehide", () => this.onLeave());
      addEventListener("pageshow", () => { this.isSubmitted = false; });
      addEventListener("beforeunload", (event) => { this.isLeaving = true; this.look(); if (!this.isSafe) event.preventDefault(); });
      addEventListener("focus", () => this.tryAgain());
      addEventListener("online", () => this.tryAgain());
      setInterval(() => this.look(), TICK);
      setInterval(() => this.tryAgain(), AGAIN);
      const ready = () => setTimeout(() => this.begin(), 0);
      if (document.readyState === "complete") ready(); else addEventListener("load", ready);
      this.say();
    }

    /** The form is whole: its parts are drawn. What was typed earlier than that is typed. */
    begin() {
      this.ready = true;
      flush();
      const now = JSON.stringify(fieldsOf(new FormData(this.form)));
      this.saved = this.touched ? null : now;
      this.last = this.touched ? null : now;
      this.look();
    }

    touch() {
      if (this.touched || this.isWaiting) return;
      if (this.ready) { flush(); this.saved = this.last = JSON.stringify(fieldsOf(new FormData(this.form))); }
      this.touched = true;
    }

    look() {
      if (!this.touched || this.trouble === "locked") return;
      flush();
      const now = JSON.stringify(fieldsOf(new FormData(this.form)));
      if (now === this.last) return;
      this.last = now;
      this.store();
      this.say();
      if (this.ready) this.ask();
    }

    store() {
      const entry = this.last;
      if (!this.dirty || entry === null) return;
      const title = this.form.elements.namedItem("title")?.value ?? this.form.elements.namedItem("name")?.value ?? document.title;
      store.put({ person, place: this.place, openedAt: this.openedAt, title, fields: JSON.parse(entry), partial: !this.ready }).then(
        () => { this.stored = entry; this.storeFails = false; this.say(); },
        () => { this.storeFails = true; this.say(); },
      );
    }

    /** An older text is to stand here: what has been typed meanwhile stays in the browser, and is offered in turn. */
    async setAside(entry) {
      this.look();
      if (!this.dirty || entry.partial) return;
      const [path] = this.place.split("#");
      await store.put({ person, place: `${path}#${this.nextName()}`, of: this.place, title: entry.title, fields: JSON.parse(this.last) });
    }

    nextName() {
      this.count += 1;
      return `${this.name}:${this.count}`;
    }

    forget(place = this.place) { store.remove(person, place).catch(() => {}); }

    /** Ask Wagtail's autosave to send what is there. */
    ask() {
      if (!this.mayAsk) return;
      this.form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
    }

    tryAgain() {
      if (this.trouble === "signedOut" || this.trouble === "token") this.askWhoIsSignedIn();
      else if (this.trouble === "network" || this.trouble === "server") this.ask();
      else if (this.dirty && !this.autosaves) this.askWhoIsSignedIn(); // nothing is sent before its editor saves it
    }

    /** Wagtail counts whatever it writes into a form while drawing it as an edit: only a person edits. */
    beforeSave(event) {
      if (event.target !== this.form) return;
      flush();
      if (!this.mayAsk) { event.stopImmediatePropagation(); event.preventDefault(); }
    }

    onSave(event) {
      if (event.target !== this.form) return;
      if (this.isSubmitted) { event.preventDefault(); return; } // it was asked for a moment before the submission
      this.sending = JSON.stringify(fieldsOf(event.detail.formData));
      event.detail.formData.set("typed_by", this.nextName());
      this.from = this.place;
      this.isSending = true;
      this.say();
    }

    onSuccess(event) {
      if (event.target !== this.form) return;
      const answer = event.detail.response;
      const updates = answer.field_updates ?? {};
      const patched = (text) => text && JSON.stringify(JSON.parse(text).map(([name, value]) => [name, updates[name] ?? value]));
      this.isSending = false;
      this.trouble = "";
      this.saved = patched(this.sending);
      this.last = patched(this.last);
      this.savedAt = Date.now();
      this.faults = answer.faults ?? [];
      const outside = this.faults.some((fault) => !fault.in_draft);
      if (this.from !== this.place) this.forget(this.from);
      if (this.dirty) { this.store(); this.ask(); }
      else if (outside) this.storeAnyway();
      else this.forget();
      this.say();
    }

    /** The draft is saved but for what its fields cannot hold: the browser has all of it. */
    storeAnyway() {
      const fields = JSON.parse(this.last);
      const title = this.form.elements.namedItem("title")?.value ?? document.title;
      store.put({ person, place: this.place, openedAt: this.openedAt, title, fields }).catch(() => { this.storeFails = true; });
    }

    onError(event) {
      if (event.target !== this.form) return;
      this.isSending = false;
      const code = event.detail.response?.error_code;
      this.detail = event.detail.response?.error_message ?? "";
      const kinds = { signed_out: "signedOut", stale_token: "token", invalid_revision: "conflict", locked: "refused", validation_error: "refused" };
      this.onTrouble(kinds[code] ?? (event.detail.type === "network_error" ? "network" : "server"));
    }

    onTrouble(kind) {
      this.trouble = kind;
      if (kind === "token") this.askWhoIsSignedIn();
      this.look();
      this.say();
    }

    async askWhoIsSignedIn() {
      let answer;
      try {
        const response = await fetch(stateAddress, { headers: { Accept: "application/json" } });
        if (response.status === 401) { this.trouble = "signedOut"; this.say(); }
        if (!response.ok) return;
        answer = await response.json();
      } catch { return; }
      if (String(answer.person) !== person) { this.trouble = "signedOut"; this.somebodyElse = true; this.say(); return; }
      for (const field of document.querySelectorAll("input[name='csrfmiddlewaretoken']")) field.value = answer.token;
      store.reopen();
      this.trouble = "";
      this.somebodyElse = false;
      this.store();
      this.ask();
      this.say();
    }

    /** One after the other: the server is to know the newest version when it draws the page that comes next. */
    onSubmit(event) {
      if (this.isHeld || this.isSending) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!this.isHeld) this.submitAfterSending(event.submitter);
        return;
      }
      this.isSubmitted = true;
      setTimeout(() => { if (event.defaultPrevented) this.isSubmitted = false; }, 0);
      this.touch();
      this.look();
      sessionStorage.setItem("typed:sent", this.place);
    }

    async submitAfterSending(submitter) {
      this.isHeld = true;
      for (let waited = 0; this.isSending && waited < SENDING; waited += TICK) {
        await new Promise((resolve) => setTimeout(resolve, TICK));
      }
      this.isHeld = this.isSending = false;
      if (submitter) submitter.disabled = false; // Wagtail disables what was clicked, and its name would not be sent
      this.form.requestSubmit(submitter);
    }

    /** The page is left: the store has it at once, and the server gets it if it is short enough. */
    onLeave() {
      this.look();
      if (!this.dirty) return;
      this.store();
      if (!this.mayAsk || sessionStorage.getItem("typed:sent")) return; // it may be on its way by hand
      const data = new FormData(this.form);
      const revision = this.form.getAttribute("data-w-autosave-revision-id-value");
      if (Number(revision)) data.set("overwrite_revision_id", revision);
      data.set("typed_by", this.nextName());
      const body = new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
      if (body.toString().length > LEAVING) return;
      fetch(this.form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
    }

    lock() {
      this.trouble = "locked";
      this.close(true);
      this.say();
    }

    /** Take no keys, or take them again. */
    close(isClosed) {
      for (const part of this.form.children) if (!part.matches("footer")) part.inert = isClosed;
    }

    /** Nobody types into a form that may be older than what is just arriving: it would be taken from under their hands. */
    async waitFor(answer) {
      const giveBackCaret = caret();
      this.isWaiting = true;
      this.close(true);
      try { return await answer; } finally {
        this.isWaiting = false;
        this.close(false);
        giveBackCaret();
      }
    }

    /** The one line that says where the words are. */
    say() {
      const [kind, text] = this.sentence();
      const parts = [made("span", { textContent: text })];
      if (this.trouble === "signedOut") parts.push(" ", made("a", { href: signIn, target: "_blank", textContent: words.signInAgain }));
      if (this.trouble === "conflict") parts.push(" ", made("a", { href: location.href, target: "_blank", textContent: words.seeNewest }));
      if (this.line.dataset.says === text) return;
      this.line.dataset.says = text;
      this.line.dataset.kind = kind;
      this.line.replaceChildren(...parts);
    }

    sentence() {
      const where = this.storeFails ? words.nowhere : words.inBrowser;
      const at = this.savedAt ? clock(this.savedAt) : "";
      if (this.trouble === "locked") return ["trouble", words.locked];
      if (this.trouble && this.dirty) return ["trouble", filled(words[this.somebodyElse ? "somebodyElse" : this.trouble], { why: this.detail, where })];
      if (this.dirty && !this.autosaves) return ["unsaved", filled(words.unsaved, { where })];
      if (this.dirty || this.isSending) return ["saving", words.saving];
      const faults = this.faults ?? [];
      const said = [...new Set(faults.map((fault) => fault.sentence))].join(" · ");
      if (faults.some((fault) => !fault.in_draft)) return ["faults", filled(words.savedBut, { at, faults: said, where })];
      if (faults.length) return ["faults", filled(words.savedWithFaults, { at, faults: said })];
      if (at) return ["saved", filled(words.saved, { at })];
      return ["idle", words.unchanged];
    }
  }

  // --- what was typed before is offered back ------------------------------------------------------------------

  const comparable = (fields) => JSON.stringify(fields.filter(([name]) => name !== "identity"));

  /** Whether the newest draft says the same: it may have arrived when the page was gone, or be just arriving. */
  async function isOnServer(entry, token, most = 4) {
    if (entry.partial || !entry.place.startsWith(new URL("pages/", new URL(deskAddress, location.href)).pathname)) return false;
    const body = new URLSearchParams(entry.fields);
    body.set("csrfmiddlewaretoken", token);
    body.set("typed", "ask");
    for (let tries = Date.now() - entry.at < RECENT ? most : 1; tries > 0; tries -= 1) {
      try {
        const response = await fetch(entry.place.split("#")[0], { method: "POST", body, headers: { Accept: "application/json" } });
        if (response.ok && (await response.json()).same) return true;
      } catch { return false; }
      if (tries > 1) await new Promise((resolve) => setTimeout(resolve, 700));
    }
    return false;
  }

  /** What was typed on other pages, under a piece, is offered back there. */
  const isOfDesk = (entry) => entry.place.startsWith(new URL(deskAddress, location.href).pathname);

  /** Which of these entries the server has not; of another's nobody here can ask. */
  async function missing(entries) {
    const token = entries.length && (await newToken().catch(() => ""));
    const rest = [];
    for (const entry of entries) if (entry.person !== person || !(await isOnServer(entry, token, 1))) rest.push(entry);
    return rest;
  }

  /** The token this browser has to send now; that of an open page may have been overtaken by another's. */
  async function newToken() {
    const response = await fetch(stateAddress, { headers: { Accept: "application/json" } });
    return (await response.json()).token;
  }

  async function putBack(entry, typed) {
    if (entry.partial) {
      typed.touch();
      for (const [name, value] of entry.fields) {
        const field = typed.form.elements.namedItem(name);
        if (field && "value" in field && field.type !== "hidden" && field.type !== "checkbox") field.value = value;
      }
      typed.look();
      return;
    }
    const form = made("form", { method: "post", action: entry.place.split("#")[0], hidden: true });
    const token = await newToken();
    for (const [name, value] of [...entry.fields, ["csrfmiddlewaretoken", token], ["typed", "put-back"]]) {
      form.append(made("textarea", { name, value }));
    }
    document.body.append(form);
    sessionStorage.setItem("typed:back", entry.of ?? entry.place);
    form.submit();
  }

  function offer(entry, typed) {
    const back = made("button", { type: "button", className: "button button-small", textContent: words.putBack });
    const away = made("button", { type: "button", className: "button button-small button-secondary", textContent: words.throwAway });
    const box = made("div", { className: "typed-offer" }, made("p", { textContent: filled(words.offer, { title: entry.title, at: day(entry.at) }) }), back, " ", away);
    box.setAttribute("role", "status");
    back.addEventListener("click", () => {
      back.disabled = true;
      typed.setAside(entry).then(() => putBack(entry, typed)).then(() => box.remove(), () => { back.disabled = false; });
    });
    away.addEventListener("click", () => {
      box.remove();
      store.remove(person, entry.place).catch(() => {});
      if (entry.place === typed.place) typed.store(); // what has been typed since stands in the same place
    });
    typed.form.before(box);
  }

  async function offerBack(typed) {
    const { form } = typed;
    const address = new URL(form.action, location.href).pathname;
    const entries = await store.all(person);
    entries.sort((a, b) => (b.place === typed.place) - (a.place === typed.place)); // at once: nobody has typed yet
    const token = entries.length ? newToken() : null;
    token?.catch(() => {}); // whoever waits for it hears of it
    for (const entry of entries) {
      if (entry.place.split("#")[0] !== address || (typed.touched && entry.place === typed.place)) continue;
      const here = comparable(fieldsOf(new FormData(form)));
      if (comparable(entry.fields) === here) {
        await store.removeThis(entry); // and whoever types meanwhile goes on typing
        continue;
      }
      const isThisForm = entry.place === typed.place && !typed.touched;
      const settle = async () => {
        if (!(await isOnServer(entry, await token))) return "offer";
        await store.remove(person, entry.place);
        return isThisForm ? "reload" : "done";
      };
      const next = await (isThisForm ? typed.waitFor(settle()) : settle());
      if (next === "offer") offer(entry, typed);
      // It arrived after this page was made: what stands here is older than the draft.
      if (next === "reload" && !typed.isLeaving) {
        typed.close(true);
        location.reload();
        return new Promise(() => {});
      }
    }
  }

  /** Where no form is open, or a new one: what is not yet on the server, and where it belongs. */
  async function nameTheRest(isHere = () => true) {
    const everything = (await store.all(person)).filter(isOfDesk).filter(isHere);
    const main = document.querySelector("#main, main");
    if (!everything.length || !main) return;
    const token = await newToken();
    const rest = [];
    for (const entry of everything) {
      // What has just arrived stays for its form, which may have been asked for a moment earlier.
      if (!(await isOnServer(entry, token))) rest.push(entry);
      else if (Date.now() - entry.at > SETTLED) await store.remove(person, entry.place);
    }
    if (!rest.length) return;
    const lines = rest.map((entry) => made("li", {}, made("a", { href: entry.place.split("#")[0], textContent: filled(words.rest, { title: entry.title, at: day(entry.at) }) })));
    main.prepend(made("div", { className: "typed-offer" }, made("p", { textContent: words.restHead }), made("ul", {}, ...lines)));
  }

  async function begin() {
    const sent = sessionStorage.getItem("typed:sent");
    const back = sessionStorage.getItem("typed:back");
    for (const flag of ["typed:sent", "typed:back"]) sessionStorage.removeItem(flag);
    const form = document.querySelector("form[data-edit-form]");
    const typed = form && new Typed(form);
    const wasTaken = document.querySelector(".messages .success");
    if (sent && wasTaken) await store.remove(person, sent).catch(() => {});
    if (!typed) return nameTheRest().catch(() => {});
    // Shown again, because it was put back or not taken: it is what the person typed, and not yet anywhere.
    const shownAgain = back === typed.place || (sent === typed.place && !wasTaken);
    if (shownAgain) {
      typed.touched = true;
      history.replaceState(null, "", form.action); // going back or reloading asks for the form, and sends nothing twice
    }
    typed.start();
    await offerBack(typed).catch(() => {});
    // What was begun in this form and has a place of its own since is named here, too.
    if (typed.openedAt.includes("/add/")) await nameTheRest((entry) => entry.openedAt === typed.openedAt && entry.place.split("#")[0] !== typed.openedAt).catch(() => {});
    form.dataset.typedLooked = "yes"; // all that there is to put back is offered
  }

  store.missing = missing;
  store.question = words.signOutLoses;
  const start = () => store.open().catch(() => {}).then(begin);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
