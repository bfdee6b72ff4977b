// The chat page. What a person reads comes from the server or from the page's data attributes;
// every text enters the page as text, never as markup.

const words = document.body.dataset;
const before = document.getElementById("before");
const log = document.getElementById("log");
const scroller = document.getElementById("scroll");
const typing = document.getElementById("typing");
const composer = document.getElementById("composer");
const question = document.getElementById("question");
const clock = document.getElementById("timer");

const VISIT = visitOf(words.visit); // on another site, where our cookie may be kept back

const START = "/start"; // what the page says by itself when a visit begins
const WAITING = "waiting";
const LONG_TEXT = 4000; // letters of a part of an essay; a question is shorter

// What was said and not answered yet: after a reload it is sent again. All else the server keeps.
const left = stored();
let waiting = left;
let timer = null; // what counts down now
const usualLength = question.maxLength;
let queue = Promise.resolve(); // one thing at a time, in order

function visitOf(given) {
  try {
    if (given && !sessionStorage.getItem("visit-id")) sessionStorage.setItem("visit-id", given);
    return given && sessionStorage.getItem("visit-id");
  } catch {
    return given; // nothing is kept: the visit lasts as long as the frame
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(WAITING)) ?? [];
  } catch {
    return [];
  }
}

function setWaiting(messages) {
  waiting = messages;
  try {
    sessionStorage.setItem(WAITING, JSON.stringify(waiting));
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

function buttonOf(choice) {
  return scroller.querySelector(`button[data-choice="${CSS.escape(choice)}"]`);
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

function showMine(text, where = log) {
  const made = article("mine", words.you);
  made.append(element("div", "body", text));
  where.append(made);
  made.scrollIntoView({ block: "end" });
}

function showReply(reply, where = log) {
  const made = article("theirs", words.bot);
  const body = element("div", "body");
  fillBody(body, reply.blocks);
  if (reply.blocks.length) made.append(body);
  if (reply.file) body.append(fileLink(reply.file));
  if (reply.choices.length) made.append(choiceList(reply.choices));
  where.append(made);
}

function fileLink({ name, content }) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const link = element("a", "", name);
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  const line = element("p");
  line.append(link);
  return line;
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
  const mine = scroller.querySelectorAll(".mine");
  const latest = mine[mine.length - 1];
  if (latest) latest.scrollIntoView({ block: "start" });
  else scroller.scrollTop = scroller.scrollHeight;
}

function newId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36)).join("-");
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    keepalive: method === "POST", // what is said as the page is left arrives all the same
    headers: { ...(body && { "content-type": "application/json" }), ...(VISIT && { "x-visit": VISIT }) },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.error.message ?? answer.error);
  return answer;
}

class Refusal extends Error {}

// Does something after all that was begun before; where it fails, offers to do it again.
function inTurn(act) {
  queue = queue.then(async () => {
    try {
      await act();
    } catch (error) {
      const text = error instanceof Refusal && error.message ? error.message : words.unreachable;
      showTrouble(text, () => inTurn(act));
    }
  });
}

// The message keeps its id when it is sent again, so the server answers it once.
function ask({ id, text, choice }) {
  inTurn(async () => {
    typing.hidden = false;
    scroller.scrollTop = scroller.scrollHeight;
    try {
      const { replies } = await call("POST", "api/messages", choice ? { id, choice } : { id, text });
      setWaiting(waiting.filter((message) => message.id !== id));
      for (const reply of replies) showReply(reply);
      if (replies.length) setTimer(replies.at(-1).timer);
      scrollToLatest();
    } finally {
      typing.hidden = true;
    }
  });
}

function say(message) {
  setWaiting([...waiting, message]);
  if (!isSilent(message)) showMine(message.text);
  ask(message);
}

// Something the page says by itself.
function isSilent({ text, silent }) {
  return silent || text === START;
}

function saySilently(choice) {
  say({ id: newId(), choice, silent: true });
}

// A reply may count down: at 0 it picks its choice, and another where the person leaves the page.
// What that means the server decides, by its own clock.
function setTimer(given) {
  timer = given ? { ...given, ends: Date.now() + 1000 * given.seconds } : null;
  clock.hidden = !timer;
  question.maxLength = timer ? LONG_TEXT : usualLength;
  countDown();
}

function countDown() {
  if (!timer) return;
  const seconds = Math.max(0, Math.ceil((timer.ends - Date.now()) / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  clock.textContent = parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
  clock.classList.toggle("short", seconds <= 60);
  if (seconds) return;
  const { choice } = timer;
  setTimer(null);
  saySilently(choice);
}

setInterval(countDown, 250);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || !timer?.leaving) return;
  const { leaving } = timer;
  setTimer(null);
  saySilently(leaving);
});

function start() {
  say({ id: newId(), text: START });
}

// What was said before, as the server keeps it. It stands outside the live region: nobody wants
// all of it read out again.
async function restore() {
  const { messages } = await call("GET", "api/history");
  before.replaceChildren();
  for (const { text, choice, replies } of messages) {
    const button = choice && buttonOf(choice);
    if (button) markChosen(button);
    const said = button ? button.textContent : text;
    if (said && said !== START) showMine(said, before);
    for (const reply of replies) showReply(reply, before);
  }
  const known = new Set(messages.map((message) => message.id));
  setWaiting(waiting.filter((message) => !known.has(message.id)));
  const again = left.filter((message) => !known.has(message.id));
  for (const message of again) {
    const button = message.choice && buttonOf(message.choice);
    if (button) markChosen(button);
    if (!isSilent(message)) showMine(message.text);
    ask(message);
  }
  const asked = messages.filter((message) => !message.notice); // the others answer nothing
  const latest = asked.at(-1)?.replies.at(-1);
  if (latest?.timer && !again.length) saySilently(latest.timer.choice); // how much is left by now
  if (!asked.length && !waiting.length) start();
  scrollToLatest();
}

async function clear() {
  await call("DELETE", "api/history");
  setWaiting([]);
  before.replaceChildren();
  log.replaceChildren();
  start();
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

const sure = document.getElementById("sure");

if (VISIT) {
  document.addEventListener("keydown", (event) => {
    // says nothing of the visit, so that any page may hear it
    if (event.key === "Escape" && !sure.open) parent.postMessage("hoidap:close", "*");
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
  sure.returnValue = "";
  sure.showModal();
});
sure.addEventListener("close", () => {
  if (sure.returnValue !== "yes") return;
  inTurn(clear);
  question.focus();
});

document.getElementById("send").disabled = false; // until now it would have reloaded the page
inTurn(restore);
if (matchMedia("(hover: hover)").matches) { // elsewhere it would bring up the screen's keyboard
  question.focus();
  window.addEventListener("focus", () => {
    if (document.activeElement === document.body) question.focus(); // the frame was opened
  });
}
