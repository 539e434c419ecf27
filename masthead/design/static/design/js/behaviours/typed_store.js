// What was typed and is not yet on the server, in this browser: by person, bounded, gone with the sign-out.
(() => {
  const MOST = 30; // pieces
  const LONGEST = 700_000; // characters of one: larger ones Chromium's private windows take and never give back
  const MOST_OF_ALL = 7_000_000; // characters of all
  const DAYS = 30;
  const PATIENCE = 1_500; // milliseconds a sign-out waits for the store
  let base = null;
  let closed = false;
  let others = null; // the other windows, once there is something here that a sign-out in one of them must take
  let opened = null; // the promise of the one connection: two at once would leave one nobody closes

  /** Resolves when `base` is open. A connection closes itself: one left open would hold up the deletion for ever. */
  const opening = () =>
    (opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("typed", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("typed", { keyPath: ["person", "place"] });
      asked.onerror = () => { opened = null; reject(asked.error); };
      asked.onsuccess = () => {
        const connection = asked.result;
        const forget = () => { if (base === connection) { base = null; opened = null; } };
        connection.onversionchange = () => { connection.close(); forget(); };
        connection.onclose = forget; // the browser took the store away
        base = connection;
        if (closed) shut();
        resolve();
      };
    }));

  const shut = () => {
    base?.close();
    base = null;
    opened = null;
  };

  /** One transaction. Unless it `goesOn` it is committed at once, to be through even while the page is being left. */
  const run = (mode, act, goesOn) =>
    new Promise((resolve, reject) => {
      const through = base.transaction("typed", mode);
      const asked = act(through.objectStore("typed"));
      through.oncomplete = () => resolve(asked?.result);
      through.onerror = through.onabort = () => reject(through.error);
      if (!goesOn) through.commit();
    });

  /** Runs at once where the store is open: whoever leaves the page waits for nothing. */
  const now = (mode, act, goesOn = false) => {
    if (closed) return Promise.reject(new Error("signed out"));
    listen();
    return base ? run(mode, act, goesOn) : opening().then(() => run(mode, act, goesOn));
  };

  const lengthOf = (entry) => JSON.stringify(entry.fields).length;

  /** Everything of everybody, the newest first; what is too old or too much goes. */
  const bounded = async () => {
    const everything = (await now("readonly", (typed) => typed.getAll())).sort((a, b) => b.at - a.at);
    const old = Date.now() - DAYS * 24 * 3600 * 1000;
    let sum = 0;
    const over = everything.filter((entry, place) => (sum += lengthOf(entry)) > MOST_OF_ALL || place >= MOST || entry.at < old);
    for (const entry of over) await store.remove(entry.person, entry.place);
    return everything.filter((entry) => !over.includes(entry));
  };

  const store = {
    open: () => (base ? Promise.resolve() : opening()),
    /** Resolves when `entry` ({person, place, fields, ...}) is in the store. */
    put: async (entry) => {
      if (lengthOf(entry) > LONGEST) throw new Error("too long");
      const count = await now("readwrite", (typed) => {
        typed.put({ ...entry, at: Date.now() });
        return typed.count();
      });
      if (count > MOST) await bounded();
    },
    remove: (person, place) => now("readwrite", (typed) => typed.delete([person, place])),
    /** Remove this entry, unless something newer has taken its place. */
    removeThis: ({ person, place, at }) =>
      now("readwrite", (typed) => {
        const stored = typed.get([person, place]);
        stored.onsuccess = () => { if (stored.result?.at === at) typed.delete([person, place]); };
      }, true),
    /** What this person typed, the newest first. */
    all: async (person) => (await bounded()).filter((entry) => entry.person === person),
    /** Which of these the server has not; the desk asks it. */
    missing: async (entries) => entries,
    /** What to ask before it is thrown away; the desk says it of its own accord, other pages at the form. */
    question: "",
    /** From now on nothing is stored here, and nothing is left, of anybody. */
    clear: () => {
      closed = true;
      shut();
      indexedDB.deleteDatabase("typed");
    },
    reopen: () => { closed = false; },
  };
  window.typedStore = store;

  // --- the sign-out of this window, and of every other -------------------------------------------------------

  const listen = () => {
    others ??= new BroadcastChannel("typed");
    others.onmessage = () => { store.clear(); document.dispatchEvent(new Event("typed:signed-out")); };
  };

  const clearEverywhere = () => {
    listen();
    store.clear();
    others.postMessage("signed out");
  };

  const isLost = async () => (await store.missing(await bounded())).length > 0;
  const soon = () => new Promise((resolve) => setTimeout(resolve, PATIENCE, false));

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!/\/(logout|sign-out)\/$/.test(new URL(form.action, location.href).pathname)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const question = form.dataset.typedQuestion || store.question;
    const asks = question && (await Promise.race([isLost().catch(() => false), soon()]));
    if (asks && !confirm(question)) return;
    clearEverywhere();
    document.dispatchEvent(new Event("typed:signed-out"));
    form.submit();
  }, true);

  // The page that comes after an account is gone.
  const goodbye = () => { if (document.querySelector("[data-clear-typed]")) clearEverywhere(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", goodbye); else goodbye();
})();
