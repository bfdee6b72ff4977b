// People on the admins' page: accounts found and paged, invitations, roles, blocking.

export function people({ tell, say, make, button, fill, byId, row, sentences }) {
  const words = sentences.people;
  const part = (name) => byId(`people-${name}`);
  const finding = part("find");
  const inviting = part("invite-form");
  const labels = [...part("rows").closest("table").querySelectorAll("th")].map((th) => th.textContent);
  const roles = inviting.elements.role.options;
  let number = 1;
  let asked = 0;

  const tried = (path, body) => tell(`people${path}`, body);

  async function show() {
    asked += 1;
    const mine = asked; // an answer that a later question overtook is not shown
    const { q, only } = finding.elements;
    const found = await tried(`?${new URLSearchParams({ q: q.value, only: only.value, number })}`);
    if (!found || mine !== asked) return;
    number = found.number;
    part("count").textContent = found.count ? fill(words.count, found) : words.none;
    part("rows").replaceChildren(...found.people.map(line));
    part("rows").closest("table").hidden = !found.count;
    part("previous").hidden = part("next").hidden = found.pages < 2;
    part("previous").disabled = number <= 1;
    part("next").disabled = number >= found.pages;
    part("invitations").replaceChildren(...found.invitations.map(invitation));
    part("open").hidden = !found.invitations.length;
  }

  function named(made, label, id) {
    made.setAttribute("aria-label", label);
    made.id = id;
    return made;
  }

  // what was pressed is made anew: the keyboard stays with the person it was at
  async function then(path, body, id) {
    await tried(path, body);
    await show();
    (byId(id) ?? finding.elements.q).focus();
  }

  function line(each) {
    const choice = make("select");
    named(choice, fill(words.roleOf, each), `role-${each.id}`);
    choice.append(...[...roles].map((role) => new Option(role.text, role.value)));
    choice.value = each.role;
    const label = () => choice.selectedOptions[0].text;
    const before = label();
    const change = button(words.change, () => {
      if (!confirm(fill(words.changeSure, { ...each, before, after: label() }))) return;
      then(`/${each.id}/role`, { role: choice.value }, choice.id);
    });
    named(change, fill(words.changeOf, each), `change-${each.id}`);
    change.disabled = true;
    choice.addEventListener("change", () => {
      change.disabled = choice.value === each.role;
    });
    const acts = make("div", "", "acts");
    acts.append(change);
    const id = `block-${each.id}`;
    if (each.blocked) {
      const free = button(words.unblock, () => then(`/${each.id}/unblock`, {}, id));
      acts.append(named(free, fill(words.unblockOf, each), id));
    } else if (!each.you) {
      const block = button(words.block, () => {
        if (confirm(fill(words.blockSure, each))) then(`/${each.id}/block`, {}, id);
      });
      acts.append(named(block, fill(words.blockOf, each), id));
    }
    const state = each.blocked ? words.blocked : each.you ? words.you : "";
    return row([each.id, each.name, each.unit, each.channels, each.since, state, choice, acts], labels);
  }

  function invitation(each) {
    const made = make("li", `${each.line} `);
    const withdraw = button(words.uninvite, () => {
      if (!confirm(words.uninviteSure)) return;
      then(`/invitations/${each.id}/withdraw`, {}, "people-name");
    });
    withdraw.setAttribute("aria-label", fill(words.uninviteOf, each));
    made.append(withdraw);
    return made;
  }

  finding.addEventListener("submit", (event) => {
    event.preventDefault();
    number = 1;
    show();
  });
  finding.elements.only.addEventListener("change", () => {
    number = 1;
    show();
  });
  for (const [name, step] of [["previous", -1], ["next", 1]]) {
    part(name).addEventListener("click", () => {
      number += step;
      show();
    });
  }

  inviting.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, role, days } = inviting.elements;
    const submit = inviting.querySelector("[type=submit]");
    submit.disabled = true; // the same press twice makes one code
    const made = await tried("/invite", {
      name: name.value, role: role.value, days: Number(days.value),
    });
    submit.disabled = false;
    if (!made) return;
    part("code").hidden = false;
    part("sentence").value = made.sentence;
    part("sentence").focus();
    part("sentence").select();
    inviting.reset();
    show();
  });
  part("copy").addEventListener("click", async () => {
    part("sentence").select();
    try {
      await navigator.clipboard.writeText(part("sentence").value);
      say(words.copied);
    } catch { /* only pages over https may: the sentence is selected, Ctrl+C copies it */ }
  });
  part("hide").addEventListener("click", () => {
    part("code").hidden = true;
    part("sentence").value = "";
    inviting.elements.name.focus();
  });

  return show;
}
