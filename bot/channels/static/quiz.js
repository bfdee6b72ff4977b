// The bank on the admins' page: drafts one under the other, each with a form to correct it.

export function bank({ ask, act, say, make, button, fill, byId, sentences }) {
  const words = sentences.quiz;
  const LETTERS = "ABCDEF";
  const state = byId("quiz-state");
  const topic = byId("quiz-topic");
  const list = byId("quiz-items");
  let count = 0;
  let last = 0;
  let asked = 0;

  const query = (more = {}) => {
    const wanted = new URLSearchParams({ state: state.value, ...more });
    if (topic.value) wanted.set("topic", topic.value.slice(1)); // "" is every topic, "=" has none
    return wanted;
  };

  async function show(after = 0) {
    asked += 1;
    const mine = asked; // an answer that a later question overtook is not shown
    try {
      const found = await ask(`quiz?${query({ after })}`);
      if (mine !== asked) return;
      count = found.count;
      if (!after) {
        list.replaceChildren();
        fillTopics(found.topics);
      }
      list.append(...found.items.map(card));
      last = found.items.at(-1)?.id ?? after;
      byId("quiz-count").textContent = count ? fill(words.count, { count }) : words.none;
      byId("quiz-more").hidden = !found.more;
      byId("quiz-all").hidden = state.value !== "draft" || !count;
      byId("quiz-export").href = `/quan-tri/api/quiz.xlsx?${query()}`;
    } catch (error) {
      say(error.message);
    }
  }

  function fillTopics(topics) {
    const chosen = topic.value;
    const every = make("option", words.everyTopic);
    every.value = "";
    topic.replaceChildren(every, ...topics.map((each) => {
      const made = make("option", `${each.topic || "–"} (${each.items})`);
      made.value = `=${each.topic}`;
      return made;
    }));
    topic.value = chosen;
    if (topic.selectedIndex < 0) topic.value = "";
  }

  function card(item) {
    const made = byId("quiz-card").content.firstElementChild.cloneNode(true);
    const put = (name, text) => {
      const part = made.querySelector(`.${name}`);
      part.textContent = text;
      part.hidden = !text;
    };
    made.dataset.item = item.id;
    made.querySelector("h3").textContent = [item.title, item.topic].filter(Boolean).join(" – ");
    put("stem", item.stem);
    put("explanation", item.explanation);
    put("quote", item.explanation.includes(item.quote) ? "" : item.quote);
    put("where", item.where);
    made.querySelector(".options").append(...item.options.map((option, place) => {
      const line = make("li", `${LETTERS[place]}. ${option}`);
      if (place === item.key) {
        line.className = "right";
        line.append(make("span", ` (${words.key})`));
      }
      return line;
    }));
    made.querySelector(".notes").append(...item.similar.map((each) => make("li", each)));
    const then = async (verdict, body = {}) => {
      if (await act(`quiz/${item.id}/${verdict}`, { seen: item.revision, ...body })) {
        if (verdict === "edit") await show();
        else {
          made.remove();
          count -= 1;
          byId("quiz-count").textContent = count ? fill(words.count, { count }) : words.none;
          if (!list.children.length) await show();
        }
      }
    };
    const actions = made.querySelector(".actions");
    if (item.state !== "approved") {
      actions.append(button(words.approve, () => then("approve"), "main"));
    }
    actions.append(button(words.edit, () => {
      const form = made.querySelector("form");
      form.hidden = !form.hidden;
      if (!form.hidden) form.elements.stem.focus();
    }));
    if (item.state !== "rejected") actions.append(button(words.reject, () => then("reject")));
    fillForm(made.querySelector("form"), item, then);
    return made;
  }

  function fillForm(form, item, then) {
    for (const name of ["stem", "explanation", "source", "topic", "level"]) {
      form.elements[name].value = item[name];
    }
    const options = form.querySelector(".option-fields");
    for (const [place, letter] of [...LETTERS].entries()) {
      const line = make("div", "", "option-field");
      const radio = document.createElement("input");
      radio.type = "radio";
      radio.name = "key";
      radio.value = place;
      radio.checked = place === item.key;
      radio.setAttribute("aria-label", `${words.key} ${letter}`);
      const text = document.createElement("input");
      text.type = "text";
      text.name = "option";
      text.value = item.options[place] ?? "";
      text.setAttribute("aria-label", fill(words.option, { letter }));
      line.append(radio, make("span", `${letter}.`), text);
      options.append(line);
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries(
        ["stem", "explanation", "source", "topic", "level"].map(
          (name) => [name, form.elements[name].value],
        ),
      );
      values.options = [...form.querySelectorAll("[name=option]")].map((each) => each.value);
      values.key = Number(form.elements.key.value);
      then("edit", values);
    });
  }

  state.addEventListener("change", () => show());
  topic.addEventListener("change", () => show());
  byId("quiz-more").addEventListener("click", () => show(last));
  byId("quiz-all").addEventListener("click", async () => {
    const body = topic.value ? { topic: topic.value.slice(1) } : {};
    if (confirm(fill(words.approveAllSure, { count })) && await act("quiz-approve-all", body)) {
      show();
    }
  });
  return show;
}
