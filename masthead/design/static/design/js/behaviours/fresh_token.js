// A form that outlived a signing in or out was not taken; with the token of now it can be sent again.
document.addEventListener("token:fresh", (event) => {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = event.detail.token;
});
