// Puts the chat on another site: one script tag shows a button, the button opens the chat.
// What it adds lives in a shadow root, so neither page's style reaches the other.
(() => {
  const words = {{ words }};
  const script = document.currentScript;
  const chat = new URL("khung", script.src);
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });

  const style = document.createElement("style");
  style.textContent = `
    button { position: fixed; right: 16px; bottom: 16px; z-index: 2147483647; padding: 14px 20px;
      border: 0; border-radius: 999px; background: #9b1c1f; color: #fff; font: 600 16px system-ui, sans-serif;
      box-shadow: 0 4px 16px rgb(0 0 0 / 30%); cursor: pointer; }
    button:focus-visible { outline: 3px solid #ffb400; outline-offset: 2px; }
    iframe { position: fixed; right: 16px; bottom: 80px; z-index: 2147483647; width: 384px;
      height: min(640px, calc(100vh - 96px)); border: 0; border-radius: 16px; background: #fff;
      box-shadow: 0 8px 32px rgb(0 0 0 / 35%); }
    @media (max-width: 480px) {
      iframe { inset: 0 0 80px 0; width: 100%; height: calc(100% - 80px); border-radius: 0;
        box-shadow: 0 0 0 100vmax #f6f4f1; }
    }
    @media (max-width: 480px) and (prefers-color-scheme: dark) {
      iframe { box-shadow: 0 0 0 100vmax #191715; }
    }
    [hidden] { display: none; }`;

  const button = document.createElement("button");
  button.type = "button";
  let frame = null;

  function show(open) {
    if (open && frame === null) {
      frame = document.createElement("iframe");
      frame.src = chat.href;
      frame.title = words.title;
      root.insertBefore(frame, button);
    }
    if (frame !== null) frame.hidden = !open;
    if (open) frame.focus(); // the keyboard goes on inside
    button.textContent = open ? words.close : words.open;
    button.setAttribute("aria-expanded", String(open));
  }

  function close() {
    if (frame === null || frame.hidden) return;
    show(false);
    button.focus();
  }

  button.addEventListener("click", () => show(frame === null || frame.hidden));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  window.addEventListener("message", (event) => {
    if (event.source === frame?.contentWindow && event.data === "hoidap:close") close();
  });
  show(false);
  root.append(style, button);
  const place = () => document.body.append(host);
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
})();
