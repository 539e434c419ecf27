// When the line is down or the server broke, a fragment says so instead of doing nothing.
const place = document.getElementById("trouble");

const say = () => {
  place.textContent = place.dataset.sentence;
};

document.addEventListener("htmx:sendError", say);
document.addEventListener("htmx:responseError", say);
// A new attempt clears it, not the answer: the answer may itself be a sentence for this place.
document.addEventListener("htmx:beforeRequest", () => {
  place.textContent = "";
});
