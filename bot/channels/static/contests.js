// Contests on the admins' page: their rules, how a round goes, and what comes after it.

export function contests({ tell, make, button, fill, byId, row, download, sentences }) {
  const words = sentences.contests;
  const SOON = 10000; // milliseconds between two looks at the progress of a round
  const part = (name) => byId(`contest-${name}`);
  let shown = null;
  let asked = 0;
  let fileName = "";
  let example = "";

  const tried = (path, body) => tell(`contests${path}`, body);

  function only(name) {
    for (const each of ["list", "edit", "one"]) part(each).hidden = each !== name;
  }

  function lines(element, found) {
    element.replaceChildren(...found.map((line) => make("p", line)));
  }

  function mistakes(list, found) {
    const every = [...found.mistakes, ...found.later];
    list.replaceChildren(...every.map((line) => make("li", line)));
  }

  function table({ title, columns, rows }) {
    if (!rows.length) return [title ? make("h3", title) : "", make("p", words.nothing, "soft")];
    const made = make("table");
    const head = make("tr");
    for (const name of columns) {
      const cell = make("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    made.append(make("thead"), make("tbody"));
    made.tHead.append(head);
    made.tBodies[0].append(...rows.map((cells) => row(cells, columns)));
    return [title ? make("h3", title) : "", made];
  }

  // an answer that was overtaken by another wish is not shown
  async function latest(path) {
    asked += 1;
    const mine = asked;
    const found = await tried(path);
    return mine === asked ? found : null;
  }

  async function list() {
    only("list");
    shown = null;
    const found = await latest("");
    if (!found) return;
    example = found.example;
    part("cards").replaceChildren(...found.contests.map((each) => {
      const card = make("article", "", "card");
      const actions = make("p", "", "actions");
      actions.append(button(words.show, () => one(each.id)));
      card.append(make("h3", each.title), make("p", each.line, "soft"), actions);
      return card;
    }));
    if (!found.contests.length) part("cards").append(make("p", words.none, "soft"));
  }

  // the rules

  function edit(text) {
    asked += 1;
    only("edit");
    part("text").value = text;
    part("mistakes").replaceChildren();
    fileName = "";
    part("text").focus();
  }

  const brought = () => ({ text: part("text").value, name: fileName });

  part("new").addEventListener("click", async () => {
    if (!example) await list(); // tapped before the first list was there
    edit(example);
  });
  part("cancel").addEventListener("click", () => (shown ? one(shown.id) : list()));
  part("back").addEventListener("click", list);
  part("choose").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    edit(await file.text());
    fileName = file.name;
    target.value = "";
    check();
  });

  async function check() {
    const found = await tried("/check", brought());
    if (found) mistakes(part("mistakes"), found);
  }

  part("check").addEventListener("click", check);
  part("edit").addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await tried("/take", brought());
    if (!found) return;
    if (found.contest) await one(found.contest);
    else mistakes(part("mistakes"), found);
  });

  // one contest

  async function one(id) {
    const found = await latest(`/${id}`);
    if (!found) return;
    const again = shown?.id === id;
    shown = found;
    only("one");
    part("title").textContent = found.title;
    part("line").textContent = found.line;
    mistakes(part("lacks"), found);
    part("open").hidden = found.state === "open";
    part("close").hidden = found.state !== "open";
    const chosen = again ? part("round").value : String(found.current);
    const rounds = found.rounds.map((each) => option(each.number, each.title));
    if (found.summed) rounds.push(option(0, words.together));
    part("round").replaceChildren(...rounds);
    part("round").value = chosen;
    if (!again) {
      for (const name of ["week-lines", "taken", "moved", "proof"]) part(name).replaceChildren();
      for (const each of part("one").querySelectorAll("[data-part] > div")) each.replaceChildren();
      part("key").reset();
      part("key-sure").disabled = true;
    }
    refresh();
  }

  function option(value, text) {
    const made = make("option", text);
    made.value = value;
    return made;
  }

  function refresh() {
    const seal = shown.rounds.find((each) => String(each.number) === part("round").value)?.seal;
    part("seal").textContent = seal ? `${words.seal}: ${seal}` : "";
    for (const each of part("one").querySelectorAll("details[data-part]")) fillPart(each);
  }

  async function fillPart(details) {
    if (!details.open || !shown) return;
    const { id } = shown;
    const { part: name } = details.dataset;
    const path = () => `/${shown?.id}/${name}?number=${part("round").value}`;
    const wanted = path();
    const found = await tried(wanted);
    if (!found || path() !== wanted) return;
    details.querySelector("div").replaceChildren(...inside[name](found, id, details));
  }

  const inside = {
    progress: (found) => table(found),
    standings: ({ tables }) => tables.flatMap(table),
    weeks: ({ weeks }, id) => filled(weeks.map((each) => week(id, each)), words.noWeeks),
    essays: ({ essays }, id, details) => (
      filled(essays.map((each) => essay(id, each, details)), words.nothing)
    ),
  };

  const filled = (found, none) => (found.length ? found : [make("p", none, "soft")]);

  function week(id, { monday, line }) {
    const made = make("p", `${line} `);
    const path = `contests/${id}/weeks/${monday}.xlsx`;
    made.append(button(words.weekFile, () => download(path, `${id}-${monday}.xlsx`)));
    return made;
  }

  function essay(id, each, details) {
    const card = make("article", "", "card");
    card.append(make("h3", `${each.attempt}. ${each.name}`));
    card.append(make("p", [each.at, each.points].filter(Boolean).join(", "), "soft"));
    card.append(...each.text.map((text) => make("p", text, "essay")));
    const form = make("form", "", "line");
    for (const name of ["points", "note"]) {
      const label = make("label");
      const input = make("input");
      input.type = "text";
      input.name = name;
      label.append(make("span", words[name]), input);
      form.append(label);
    }
    form.append(make("button", words.grade, "quiet"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(form));
      if (await tried(`/${id}/attempts/${each.attempt}/grade`, values)) fillPart(details);
    });
    card.append(form);
    return card;
  }

  part("change").addEventListener("click", () => edit(shown.file));
  for (const what of ["open", "close"]) {
    part(what).addEventListener("click", async () => {
      if (!confirm(fill(words[`${what}Sure`], shown))) return;
      const { id } = shown;
      const found = await tried(`/${id}/${what}`, {});
      if (found && shown?.id === id && !part("one").hidden) await one(id);
    });
  }
  part("round").addEventListener("change", () => {
    part("proof").replaceChildren();
    refresh();
  });
  for (const each of part("one").querySelectorAll("details[data-part]")) {
    each.addEventListener("toggle", () => fillPart(each));
  }
  setInterval(() => {
    const progress = part("one").querySelector("[data-part=progress]");
    if (shown && !document.hidden && progress.offsetParent) fillPart(progress);
  }, SOON);

  function submitted(name, act) {
    part(name).addEventListener("submit", (event) => {
      event.preventDefault();
      act(part(name).elements);
    });
  }

  async function told(name, path, body) {
    const found = await tried(path, body);
    lines(part(name), found ? found.lines : []);
    return found;
  }

  part("xlsx").addEventListener("click", () => {
    download(`contests/${shown.id}/report.xlsx`, `${shown.id}.xlsx`);
  });
  submitted("pdf", ({ top, everybody }) => {
    const query = new URLSearchParams({ number: part("round").value });
    if (!everybody.checked) query.set("top", top.value || "10");
    download(`contests/${shown.id}/certificates.pdf?${query}`, `${shown.id}.pdf`);
  });
  submitted("week", ({ day }) => told("week-lines", `/${shown.id}/week?day=${day.value}`));
  submitted("appeal", ({ attempt }) => told("taken", `/${shown.id}/attempts/${attempt.value}`));
  part("verify").addEventListener("click", () => {
    told("proof", `/${shown.id}/draw?number=${part("round").value}`);
  });

  // a wrong key: looked at first, then decided

  const decision = () => {
    const { item, key, void: taken, reason } = Object.fromEntries(new FormData(part("key")));
    return { item: Number(item), key, void: Boolean(taken), reason };
  };
  part("key").addEventListener("input", ({ target }) => {
    if (target.name !== "reason") part("key-sure").disabled = true;
  });
  submitted("key", async () => {
    const found = await told("moved", `/${shown.id}/key`, decision());
    part("key-sure").disabled = !found;
  });
  part("key-sure").addEventListener("click", async () => {
    if (!confirm(words.keySure)) return;
    part("key-sure").disabled = true;
    if (await told("moved", `/${shown.id}/key`, { ...decision(), sure: true })) refresh();
  });
  part("recount").addEventListener("click", async () => {
    if (await told("moved", `/${shown.id}/recount`, {})) refresh();
  });

  return list;
}
