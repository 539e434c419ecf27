// Wires allauth's passkey scripts to our forms: `data-passkey` says "use" or "add". Without script the forms
// that only ask for a passkey stay hidden, and a code by e-mail does.
const form = document.querySelector("form[data-passkey]");
if (form && window.PublicKeyCredential && window.allauth) {
  const forms = window.allauth.webauthn.forms;
  const said = form.querySelector("[data-said]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    said.textContent = form.dataset.trouble;
  });
  if (form.dataset.passkey === "add") {
    // Its form for signing up leaves what the server asks for as it is: a passkey that signs in by itself.
    forms.signupForm({ ids: { signup: "passkey-button", credential: "passkey-credential", data: "passkey-data" } });
  } else {
    forms.loginForm({ ids: { login: "passkey-button", credential: "passkey-credential" } });
  }
  form.hidden = false;
}
