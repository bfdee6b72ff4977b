// The admins' page: sends files with their progress, shows what was read, and sends decisions.

import { broadcasts } from "./broadcasts.js";
import { contests } from "./contests.js";
import { people } from "./people.js";
import { bank } from "./quiz.js";

const sentences = JSON.parse(document.getElementById("sentences").textContent);
const byId = (id) => document.getElementById(id);
const API = "/quan-tri/api/";
const SOON = 1000; // milliseconds between two looks while something is being read
const LATER = 10000;
const AT_ONCE = 2; // files sent at the same time

let guard = "";
const cards = new Map();

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function say(text) {
  byId("said").textContent = text;
}

function make(tag, text = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function button(label, act, className = "quiet") {
  const made = make("button", label, className);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Guard": guard },
    body: JSON.stringify(body),
  };
  let response;
  try {
    response = await fetch(API + path, options);
  } catch {
    throw new Error(sentences.unreachable);
  }
  if (response.status === 401) {
    location.reload();
    throw new Error(sentences.signInAgain);
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

// asks and says what came of it, or why nothing did; null then
async function tell(path, body) {
  try {
    const answer = await ask(path, body);
    if (answer.said) say(answer.said);
    return answer;
  } catch (error) {
    say(error.message);
    return null;
  }
}

async function act(path, body = {}) {
  const answer = await tell(path, body);
  await look();
  return answer !== null;
}

async function download(path, name) {
  try {
    const response = await fetch(API + path);
    if (!response.ok) throw new Error((await response.json()).error);
    const link = make("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), LATER);
  } catch (error) {
    say(error instanceof TypeError ? sentences.unreachable : error.message);
  }
}

// tabs

const kit = { ask, act, tell, say, make, button, fill, byId, row, download, sentences };
const shows = {
  documents: showDocuments,
  quiz: bank(kit),
  contests: contests(kit),
  broadcasts: broadcasts(kit),
  people: people(kit),
  audit: showAudit,
};

const tabs = [...document.querySelectorAll("[role=tab]")];

function open(tab) {
  for (const each of tabs) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    byId(each.getAttribute("aria-controls")).hidden = !chosen;
  }
  shows[tab.getAttribute("aria-controls")]?.();
}

function showTabs(names) {
  for (const tab of tabs) tab.hidden = !names.includes(tab.getAttribute("aria-controls"));
  if (tabs.every((tab) => tab.hidden || tab.tabIndex)) open(tabs.find((tab) => !tab.hidden));
}

for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shown = tabs.filter((each) => !each.hidden);
    const next = shown[(shown.indexOf(tab) + step + shown.length) % shown.length];
    open(next);
    next.focus();
  });
}

// sending files

const waiting = [];
let sending = 0;

function queue(files) {
  const batch = crypto.getRandomValues(new Uint32Array(2)).join("");
  for (const file of files) {
    const line = make("li", "", "sending");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    line.append(make("span", file.name, "name"), bar, make("span", "", "soft state"));
    byId("sending").append(line);
    waiting.push({ file, batch, line });
  }
  sendNext();
}

function sendNext() {
  while (guard && sending < AT_ONCE && waiting.length) send(waiting.shift());
}

function send(item) {
  sending += 1;
  const { file, batch, line } = item;
  const bar = line.querySelector("progress");
  const state = line.querySelector(".state");
  const request = new XMLHttpRequest(); // fetch tells nothing of how far a body has gone
  const query = new URLSearchParams({ name: file.name, batch });
  request.open("POST", `${API}files?${query}`);
  request.setRequestHeader("X-Guard", guard);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", (event) => {
    bar.value = event.loaded / Math.max(event.total, 1);
    state.textContent = fill(sentences.sending, { percent: Math.round(100 * bar.value) });
  });
  request.addEventListener("loadend", () => {
    sending -= 1;
    if (request.status === 200) {
      line.remove();
      look();
    } else {
      let reason = sentences.unreachable;
      try {
        reason = JSON.parse(request.responseText).error;
      } catch { /* the connection broke: no answer to read */ }
      bar.hidden = true;
      state.textContent = `${sentences.notSent}: ${reason}`;
      line.append(button(sentences.again, (event) => {
        event.target.remove();
        bar.hidden = false;
        waiting.push(item);
        sendNext();
      }));
    }
    sendNext();
  });
  request.send(file);
}

byId("choose").addEventListener("change", (event) => {
  queue(event.target.files);
  event.target.value = "";
});

const drop = byId("drop");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    if (name === "drop" || event.relatedTarget === null) drop.classList.remove("over");
  });
}
document.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length) queue(event.dataTransfer.files);
});

// what waits

function cardOf(upload) {
  let card = cards.get(upload.id);
  if (card) return card;
  card = byId("card").content.firstElementChild.cloneNode(true);
  card.dataset.upload = upload.id;
  cards.set(upload.id, card);
  const form = card.querySelector("form");
  const save = form.querySelector(".save");
  form.addEventListener("input", () => {
    save.disabled = false;
    form.dataset.touched = "yes";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    delete form.dataset.touched;
    save.disabled = true;
    if (!(await act(`uploads/${upload.id}/correct`, values))) {
      save.disabled = false;
      form.dataset.touched = "yes";
    }
  });
  card.querySelector(".publish").addEventListener("click", () => {
    if (form.dataset.touched) {
      say(sentences.unsaved);
      save.focus();
    } else act(`uploads/${upload.id}/publish`);
  });
  card.querySelector(".discard").addEventListener("click", () => {
    const title = card.querySelector("h3").textContent;
    if (confirm(fill(sentences.discardSure, { title }))) act(`uploads/${upload.id}/discard`);
  });
  card.querySelector(".changes").addEventListener("toggle", (event) => {
    if (event.target.open) showChanges(event.target, upload.id);
  });
  return card;
}

function refill(list, lines) {
  if (list.dataset.shown === JSON.stringify(lines)) return;
  list.dataset.shown = JSON.stringify(lines);
  list.replaceChildren(...lines.map((line) => make("li", line)));
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text; // else it would be read out again
}

function update(card, upload) {
  setText(card.querySelector("h3"), upload.title);
  setText(card.querySelector(".who"), fill(sentences.by, upload));
  setText(card.querySelector(".standing"), upload.standing);
  const bar = card.querySelector("progress");
  bar.hidden = !upload.progress;
  bar.setAttribute("aria-label", upload.name);
  if (upload.progress) [bar.max, bar.value] = [upload.progress[1], upload.progress[0]];
  const summary = [upload.summary, upload.passages].filter(Boolean).join(" ");
  setText(card.querySelector(".summary"), summary);
  refill(card.querySelector(".notes"), upload.notes ?? []);
  const form = card.querySelector("form");
  form.hidden = !upload.fields;
  if (upload.fields && !form.dataset.touched) {
    for (const [name, value] of Object.entries(upload.fields)) form.elements[name].value = value;
    form.elements.replaces.value = "";
    form.querySelector(".save").disabled = true;
  }
  const samples = card.querySelector(".samples");
  samples.hidden = !upload.samples?.length;
  if (!samples.hidden && !samples.querySelector("dt")) {
    for (const each of upload.samples) {
      samples.querySelector("dl").append(make("dt", each.question), make("dd", each.answer));
    }
    samples.open = true;
  }
  card.querySelector(".changes").hidden = !upload.changed;
  const answers = card.querySelector(".answers");
  answers.hidden = !upload.answers?.length;
  const differ = JSON.stringify(upload.answers ?? []);
  if (answers.dataset.shown !== differ) {
    answers.dataset.shown = differ;
    const count = upload.answers?.length ?? 0;
    setText(answers.querySelector("summary"), fill(sentences.answersChange, { count }));
    answers.querySelector("dl").replaceChildren(...(upload.answers ?? []).flatMap((each) => [
      make("dt", each.question),
      make("dd", `${sentences.before}: ${each.before}`),
      make("dd", `${sentences.after}: ${each.after}`),
    ]));
  }
  const offers = card.querySelector(".offers");
  const offered = JSON.stringify(upload.offers ?? []);
  offers.hidden = !upload.offers?.length;
  if (offers.dataset.shown !== offered) {
    offers.dataset.shown = offered;
    offers.replaceChildren(...(upload.offers ?? []).map(({ values, label }) => {
      const button = make("button", label);
      button.type = "button";
      button.className = "quiet";
      button.addEventListener("click", () => act(`uploads/${upload.id}/correct`, values));
      return button;
    }));
  }
  const lines = card.querySelector(".lines");
  lines.hidden = !upload.lines?.length;
  if (upload.lines) refill(lines.querySelector("ol"), upload.lines);
  card.querySelector(".publish").hidden = !upload.publish;
  setText(card.querySelector(".publish"), upload.publish ?? "");
}

async function showChanges(part, id) {
  try {
    const { changes } = await ask(`uploads/${id}/changes`);
    part.querySelector("ol").replaceChildren(...changes.map((change) => {
      const line = make("li");
      line.append(make("strong", `${change.kind} – ${change.where}`));
      if (change.before) line.append(make("del", `${sentences.before}: ${change.before}`));
      if (change.after) line.append(make("ins", `${sentences.after}: ${change.after}`));
      return line;
    }));
  } catch (error) {
    say(error.message);
  }
}

let timer = 0;

async function look() {
  clearTimeout(timer);
  let soon = false;
  try {
    const state = await ask("state");
    guard = state.guard;
    sendNext();
    showTabs(state.tabs);
    const list = byId("uploads");
    const there = new Set(state.uploads.map((upload) => upload.id));
    for (const [id, card] of cards) {
      if (!there.has(id)) {
        card.remove();
        cards.delete(id);
      }
    }
    state.uploads.forEach((upload, place) => {
      const card = cardOf(upload);
      update(card, upload);
      if (list.children[place] !== card) list.insertBefore(card, list.children[place] ?? null);
    });
    byId("nothing").hidden = state.uploads.length > 0;
    byId("ended-part").hidden = !state.ended.length;
    refill(byId("ended"), state.ended.map(
      (each) => `${each.title} – ${each.problem ?? each.standing}`,
    ));
    soon = state.uploads.some((upload) => !upload.waits);
  } catch (error) {
    say(error.message);
  }
  clearTimeout(timer);
  timer = setTimeout(look, soon ? SOON : LATER);
}

// documents and the audit

function row(cells, labels) {
  const made = make("tr");
  cells.forEach((cell, place) => {
    const data = make("td");
    data.dataset.label = labels[place];
    data.append(cell);
    made.append(data);
  });
  return made;
}

const labelsOf = (section) => [...byId(section).querySelectorAll("th")].map((th) => th.textContent);

async function showDocuments() {
  try {
    const { documents } = await ask("documents");
    const labels = labelsOf("documents");
    byId("document-rows").replaceChildren(...documents.map((each) => {
      const acts = make("div", "", "acts");
      const then = async (path, body) => {
        if (await act(path, body)) showDocuments();
      };
      if (each.status === "published") {
        acts.append(button(sentences.retire, () => {
          if (confirm(fill(sentences.retireSure, each))) then(`documents/${each.id}/retire`);
        }));
      } else if (each.status === "retired") {
        acts.append(button(sentences.use, () => then(`documents/${each.id}/restore`)));
      }
      acts.append(button(sentences.versions, (event) => showVersions(event.target, each.id, then)));
      return row([each.number, each.title, each.date, each.standing, acts], labels);
    }));
  } catch (error) {
    say(error.message);
  }
}

async function showVersions(asked, id, then) {
  try {
    const { versions } = await ask(`documents/${id}/versions`);
    const list = make("ul", "", "plain versions");
    for (const each of versions) {
      const line = make("li", each.text);
      if (each.state === "past") {
        const label = fill(sentences.restore, each);
        line.append(" ", button(label, () => {
          then(`documents/${id}/restore`, { version: each.version });
        }));
      }
      list.append(line);
    }
    asked.parentElement.querySelector(".versions")?.remove();
    asked.after(list);
  } catch (error) {
    say(error.message);
  }
}

async function showAudit() {
  try {
    const { entries } = await ask("audit");
    const labels = labelsOf("audit");
    byId("audit-rows").replaceChildren(...entries.map(
      (each) => row([each.at, each.who, each.what, each.about], labels),
    ));
  } catch (error) {
    say(error.message);
  }
}

byId("sign-out").addEventListener("click", async () => {
  await act("sign-out");
  location.reload();
});

look();
