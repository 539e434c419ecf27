// What stands elsewhere is loaded only when a reader asks: the button under the link becomes the player.
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation";

for (const figure of document.querySelectorAll("figure.embed[data-player]")) {
  const link = figure.querySelector(".card a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = figure.dataset.play;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = figure.dataset.player;
    frame.title = link.textContent;
    frame.setAttribute("sandbox", SANDBOX);
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    figure.classList.add("playing");
    figure.querySelector(".told")?.remove();
    button.replaceWith(frame);
    frame.focus();
  });
  figure.querySelector(".card").append(button);
}
