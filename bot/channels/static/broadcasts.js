// Broadcasts on the admins' page: written, looked at, sent, followed.

export function broadcasts({ tell, make, button, fill, byId, sentences }) {
  const words = sentences.broadcasts;
  const SOON = 3000; // milliseconds between two looks while one is on its way
  const part = (name) => byId(`broadcast-${name}`);
  const form = part("form");
  let draft = null;
  let timer = 0;

  const tried = (path, body) => tell(`broadcasts${path}`, body);

  async function show() {
    clearTimeout(timer);
    const found = await tried("");
    clearTimeout(timer);
    if (!found) return;
    const { unit } = form.elements;
    const chosen = unit.value;
    unit.replaceChildren(unit.options[0], ...found.units.map(({ id, name }) => {
      const made = make("option", name);
      made.value = id;
      return made;
    }));
    unit.value = chosen;
    part("list").replaceChildren(...found.broadcasts.map(card));
    if (!found.broadcasts.length) part("list").append(make("p", words.none, "soft"));
    if (found.broadcasts.some((each) => each.active) && part("list").offsetParent) {
      timer = setTimeout(show, SOON);
    }
  }

  function card(each) {
    const made = make("article", "", "card");
    const fates = make("ul", "", "notes");
    fates.append(...each.fates.map((line) => make("li", line)));
    made.append(make("p", each.line, "standing"), make("p", each.text, "written"), fates);
    if (each.active) {
      const actions = make("p", "", "actions");
      actions.append(button(words.stop, async () => {
        if (!confirm(words.stopSure)) return;
        await tried(`/${each.id}/stop`, {});
        show();
      }));
      made.append(actions);
    }
    return made;
  }

  function put(preview) {
    draft = preview;
    part("preview").hidden = !preview;
    if (!preview) return;
    part("to").textContent = preview.to;
    const lines = [...preview.lines, preview.nobody].filter(Boolean);
    part("lines").replaceChildren(...lines.map((line) => make("li", line)));
    part("text").replaceChildren(...preview.text.map((line) => make("p", line)));
    part("send").hidden = part("when").hidden = Boolean(preview.nobody);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { text, unit } = form.elements;
    const body = { text: text.value, unit: unit.value ? Number(unit.value) : null };
    if (draft) body.id = draft.id;
    const found = await tried("", body);
    if (found) put(found);
  });
  // what was looked at is what is sent: once it is changed it is looked at again
  form.addEventListener("input", () => {
    part("preview").hidden = true;
  });
  part("send").addEventListener("click", async () => {
    if (!draft || !confirm(fill(words.sendSure, draft))) return;
    if (!await tried(`/${draft.id}/start`, { at: part("at").value })) return;
    put(null);
    form.reset();
    part("at").value = "";
    show();
  });
  part("drop").addEventListener("click", async () => {
    if (draft && await tried(`/${draft.id}/drop`, {})) {
      put(null);
      form.reset();
    }
  });

  return show;
}
