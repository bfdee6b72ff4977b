// Signing in: the code comes with the link or is typed; only the button uses it up.

const sentences = JSON.parse(document.getElementById("sentences").textContent);
const form = document.getElementById("sign-in");
const said = document.getElementById("said");

// after "#", so that the code reaches no server's log and no other site
form.code.value = decodeURIComponent(location.hash.slice(1));
history.replaceState(null, "", location.pathname);
(form.code.value ? form.querySelector("button") : form.code).focus();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  try {
    const response = await fetch("/quan-tri/api/sign-in", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: form.code.value }),
    });
    if (response.ok) location.replace("/quan-tri");
    else said.textContent = (await response.json()).error;
  } catch {
    said.textContent = sentences.unreachable;
  }
});
