// Moments are printed as dates; where data-relative is set, a recent one reads "2 hours ago" in the page's language.
const STEPS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
];
const WEEK = 7 * 86400;
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });

const inWords = (seconds) => {
  if (seconds < 60) return words.format(0, "minute");
  const [unit, size] = STEPS.findLast(([, length]) => seconds >= length);
  return words.format(-Math.floor(seconds / size), unit);
};

const tell = (root) => {
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (!(seconds >= 0 && seconds < WEEK)) continue;
    const text = time.querySelector("a") ?? time;
    if (!time.title) time.title = text.textContent.trim();
    text.textContent = inWords(seconds);
  }
};

tell(document);
document.addEventListener("htmx:load", (event) => tell(event.target.parentNode ?? document));
setInterval(() => tell(document), 60000);
