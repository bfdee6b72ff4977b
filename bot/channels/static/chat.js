// The chat page. What a person reads comes from the server or from the page's data attributes;
// every text enters the page as text, never as markup.

const words = document.body.dataset;
const log = document.getElementById("log");
const scroller = document.getElementById("scroll");
const typing = document.getElementById("typing");
const composer = document.getElementById("composer");
const question = document.getElementById("question");

const VISIT = visitOf(words.visit); // on another site, where our cookie may be kept back

const KEPT = 200; // entries of this visit that survive a reload
const STORE = "visit";

// An entry is {mine: {id, text, choice}, silent?} or {reply}.
let entries = restored();
let queue = Promise.resolve(); // one message at a time, in order

function visitOf(given) {
  try {
    if (given && !sessionStorage.getItem("visit-id")) sessionStorage.setItem("visit-id", given);
    return given && sessionStorage.getItem("visit-id");
  } catch {
    return given; // nothing is kept: the visit lasts as long as the frame
  }
}

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}

function keep(entry) {
  entries = [...entries, entry].slice(-KEPT);
  try {
    sessionStorage.setItem(STORE, JSON.stringify(entries));
  } catch {
    // a browser that keeps nothing still has the conversation on the page
  }
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function isWebLink(link) {
  return /^https?:\/\//i.test(link ?? "");
}

function fill(parent, spans) {
  for (const span of spans) {
    let made = document.createTextNode(span.text);
    for (const [look, name] of [[span.italic, "i"], [span.bold, "b"]]) {
      if (!look) continue;
      const wrapper = element(name);
      wrapper.append(made);
      made = wrapper;
    }
    if (isWebLink(span.link)) {
      const anchor = element("a");
      anchor.href = span.link;
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer";
      anchor.append(made);
      made = anchor;
    }
    parent.append(made);
  }
  return parent;
}

// Neighbouring items become one list, neighbouring sources one fold.
function fillBody(body, blocks) {
  const plain = { paragraph: "p", quote: "blockquote" };
  let list = null;
  let listStyle = "";
  for (const block of blocks) {
    if (block.style in plain) {
      body.append(fill(element(plain[block.style]), block.spans));
      list = null;
      continue;
    }
    if (list === null || listStyle !== block.style) {
      list = element("ul");
      listStyle = block.style;
      body.append(block.style === "source" ? fold(list, block) : list);
    }
    list.append(fill(element("li"), block.spans));
  }
}

function fold(list, first) {
  const details = element("details");
  const summary = element("summary");
  summary.append(element("b", "", words.source));
  summary.append(element("span", "", first.spans.map((span) => span.text).join("")));
  details.append(summary, list);
  return details;
}

function choiceList(choices) {
  const list = element("ul", "choices");
  list.setAttribute("aria-label", words.choices);
  for (const choice of choices) {
    const button = element("button", "", choice.label);
    button.type = "button";
    button.dataset.choice = choice.id;
    button.addEventListener("click", () => pick(button, choice));
    const item = element("li");
    item.append(button);
    list.append(item);
  }
  return list;
}

function markChosen(button) {
  // not `disabled`: the keyboard's focus stays where it is
  button.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-label", `${button.textContent}, ${words.chosen}`);
}

function pick(button, choice) {
  if (button.getAttribute("aria-disabled") === "true") return;
  markChosen(button);
  say({ id: newId(), text: choice.label, choice: choice.id });
}

function article(className, who) {
  const made = element("article", className);
  made.append(element("span", "hidden", `${who}: `));
  return made;
}

function showMine(mine) {
  const made = article("mine", words.you);
  made.append(element("div", "body", mine.text));
  log.append(made);
  made.scrollIntoView({ block: "end" });
}

function showReply(reply) {
  const made = article("theirs", words.bot);
  const body = element("div", "body");
  fillBody(body, reply.blocks);
  if (reply.blocks.length) made.append(body);
  if (reply.choices.length) made.append(choiceList(reply.choices));
  log.append(made);
}

function showTrouble(text, again) {
  const notice = element("p", "notice", text);
  notice.setAttribute("role", "alert");
  const button = element("button", "", words.retry);
  button.type = "button";
  button.addEventListener("click", () => {
    notice.remove();
    again();
  });
  notice.append(button);
  log.append(notice);
  notice.scrollIntoView({ block: "end" });
}

// A long answer is read from its question on; a short one simply stands at the end.
function scrollToLatest() {
  const mine = log.querySelectorAll(".mine");
  const latest = mine[mine.length - 1];
  if (latest) latest.scrollIntoView({ block: "start" });
  else scroller.scrollTop = scroller.scrollHeight;
}

function newId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36)).join("-");
}

async function send(message) {
  const response = await fetch("api/messages", {
    method: "POST",
    headers: { "content-type": "application/json", ...(VISIT && { "x-visit": VISIT }) },
    body: JSON.stringify(message.choice
      ? { id: message.id, choice: message.choice }
      : { id: message.id, text: message.text }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.error);
  return answer.replies;
}

class Refusal extends Error {}

// The message keeps its id when it is sent again, so the server answers it once.
function ask(message) {
  queue = queue.then(async () => {
    typing.hidden = false;
    scroller.scrollTop = scroller.scrollHeight;
    try {
      for (const reply of await send(message)) {
        keep({ reply, to: message.id });
        showReply(reply);
      }
      scrollToLatest();
    } catch (error) {
      const text = error instanceof Refusal && error.message ? error.message : words.unreachable;
      showTrouble(text, () => ask(message));
    } finally {
      typing.hidden = true;
    }
  });
}

function say(message) {
  keep({ mine: message });
  showMine(message);
  ask(message);
}

function start() {
  const message = { id: newId(), text: "/start" };
  keep({ mine: message, silent: true });
  ask(message);
}

function fit() {
  if (CSS.supports("field-sizing", "content")) return;
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) {
    question.focus();
    return;
  }
  question.value = "";
  fit();
  say({ id: newId(), text });
});

if (VISIT) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") parent.postMessage("hoidap:close", "*"); // says nothing of the visit
  });
}

question.addEventListener("input", fit);
question.addEventListener("keydown", (event) => {
  // while a Vietnamese input method composes, Enter belongs to it
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});

document.getElementById("clear").addEventListener("click", () => {
  entries = [];
  sessionStorage.removeItem(STORE);
  log.replaceChildren();
  start();
  question.focus();
});

// what was said before a reload; a message that was still waiting is sent again
for (const entry of entries) {
  if (entry.reply) showReply(entry.reply);
  else if (!entry.silent) showMine(entry.mine);
}
for (const { mine } of entries.filter((entry) => entry.mine?.choice)) {
  for (const button of log.querySelectorAll("button[data-choice]")) {
    if (button.dataset.choice === mine.choice) markChosen(button);
  }
}
scrollToLatest();
const answered = new Set(entries.filter((entry) => entry.reply).map((entry) => entry.to));
const waiting = entries.filter((entry) => entry.mine && !answered.has(entry.mine.id));
for (const { mine } of waiting) ask(mine);
if (!entries.length) start();
if (matchMedia("(hover: hover)").matches) question.focus();
