// The chat page's hands: sends what is typed and pressed, and redraws the parts that changed.
"use strict";

const seat = document.body.dataset;
const byId = (id) => document.getElementById(id);

async function tell(deed, said) {
  byId("status").textContent = "";
  const response = await fetch(`/sandbox/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ person: seat.person, ...said }),
  });
  const outcome = await response.json();
  if (!response.ok) byId("status").textContent = outcome.error;
  return outcome;
}

// Keep what did not change: a reader's place, an open menu, and what was announced already.
function redraw(list, html) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const wanted = new Map([...fresh.children].map((child) => [child.id, child]));
  for (const child of [...list.children]) if (!wanted.has(child.id)) child.remove();
  let before = list.firstElementChild;
  for (const child of wanted.values()) {
    const old = child.id && list.querySelector(`:scope > #${CSS.escape(child.id)}`);
    if (!old) list.insertBefore(child, before);
    else if (old.dataset.html === child.innerHTML) before = old.nextElementSibling;
    else old.replaceWith(child), (before = child.nextElementSibling);
    if (!old || old.dataset.html !== child.innerHTML) child.dataset.html = child.innerHTML;
  }
  if (atEnd) list.scrollTop = list.scrollHeight;
}

// A form that is drawn again keeps what was filled in, and the place where the person was.
function redrawView(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const [now, next] = [byId("view").firstElementChild, fresh.firstElementChild];
  if (now && next && now.id === next.id && now.dataset.stamp === next.dataset.stamp) return;
  const same = now && next && now.id === next.id;
  const [kept, place] = same ? [entered(now), document.activeElement?.id] : [{}, ""];
  byId("view").replaceChildren(...(next ? [next] : []));
  for (const [name, value] of Object.entries(kept)) {
    const field = next.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (field) refill(field, value);
  }
  for (const part of document.querySelectorAll("aside, main, .side")) part.inert = Boolean(next);
  if (!next) return byId("message").focus();
  const first = next.querySelector("[aria-invalid]") || byId(place) || next.querySelector("[data-field], footer button");
  (first.dataset.many === undefined ? first : first.querySelector("input")).focus();
}

function refill(field, value) {
  const chosen = (one) => (Array.isArray(value) ? value.includes(one) : one === value);
  if (field.dataset.many !== undefined) {
    for (const tick of field.querySelectorAll("input")) tick.checked = chosen(tick.value);
  } else if (field.multiple) {
    for (const option of field.options) option.selected = chosen(option.value);
  } else field.value = value;
}

// What was said elsewhere since this tab last looked there is marked as new.
function markNew(latest) {
  for (const link of document.querySelectorAll("nav [data-room]")) {
    const room = link.dataset.room;
    const key = `${seat.person} ${room}`;
    if (room === seat.channel || sessionStorage.getItem(key) === null) {
      sessionStorage.setItem(key, latest[room] || "0");
    }
    const fresh = (latest[room] || "0") > sessionStorage.getItem(key);
    link.classList.toggle("new", fresh);
    link.title = fresh ? "New messages" : "";
  }
  byId("places").classList.toggle("new", Boolean(document.querySelector("nav a.new")));
}

async function follow() {
  for (;;) {
    try {
      const query = new URLSearchParams({ as: seat.person, channel: seat.channel, thread: seat.thread, since: seat.version });
      const state = await (await fetch(`/page/state?${query}`)).json();
      seat.version = state.version;
      if (state.same) continue;
      redraw(byId("log"), state.log);
      redraw(byId("thread"), state.thread);
      redrawView(state.view);
      markNew(state.latest);
      await new Promise((done) => setTimeout(done, 50));
    } catch {
      byId("status").textContent = "The sandbox is closed. Trying again …";
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

function entered(form) {
  const values = {};
  for (const field of form.querySelectorAll("[data-field]")) {
    if (field.dataset.many !== undefined) {
      const ticked = [...field.querySelectorAll("input:checked")].map((box) => box.value);
      values[field.dataset.field] = field.dataset.many === "True" ? ticked : ticked[0] || "";
    } else if (field.multiple) {
      values[field.dataset.field] = [...field.selectedOptions].map((option) => option.value);
    } else values[field.dataset.field] = field.value;
  }
  return values;
}

function openThread(ts) {
  seat.thread = ts;
  seat.version = "";
  byId("side").hidden = !ts;
  const query = new URLSearchParams({ as: seat.person, channel: seat.channel, thread: ts });
  history.replaceState(null, "", `/?${query}`);
  fetch(`/page/state?${query}`).then((r) => r.json()).then((state) => {
    redraw(byId("thread"), state.thread);
    if (ts) byId("reply").focus();
  });
}

function box(formId, fieldId, thread) {
  const [form, field] = [byId(formId), byId(fieldId)];
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    const list = byId(thread ? "thread" : "log");
    list.scrollTop = list.scrollHeight;
    await tell("type", { channel: seat.channel, text, ...(thread ? { thread_ts: seat.thread } : {}) });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

document.addEventListener("click", async (event) => {
  const target = event.target.closest("[data-action], [data-thread], [data-shortcut], [data-close], [data-say]");
  for (const menu of document.querySelectorAll("article details[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!target || target === document.body) return;
  const about = target.closest("article");
  target.closest("details")?.removeAttribute("open");
  if (target.dataset.thread !== undefined) return openThread(target.dataset.thread);
  if (target.dataset.shortcut) {
    return tell("shortcut", { message_ts: about.dataset.ts, callback_id: target.dataset.shortcut });
  }
  if (target.dataset.close !== undefined) {
    return tell("dismiss", { view_id: target.closest("form").dataset.view });
  }
  if (target.dataset.say) {
    showPlaces(false);
    return tell("type", { channel: seat.channel, text: target.dataset.say });
  }
  if (target.dataset.confirm && !(await sure(target.dataset))) return;
  const place = about ? { message_ts: about.dataset.ts, block_id: target.dataset.blockId } : {};
  const pressed = { action_id: target.dataset.action, ...place };
  const option = target.dataset.option;
  const outcome = await (option === undefined ? tell("click", pressed) : tell("choose", { ...pressed, value: option }));
  if (outcome.error) byId("status").textContent = `That did not work (${outcome.error}).`;
});

// Slack's own question before it passes a press on.
function sure(asked) {
  const dialog = byId("sure");
  byId("sure-title").textContent = asked.confirm;
  byId("sure-text").textContent = asked.confirmText;
  byId("sure-no").textContent = asked.confirmNo;
  byId("sure-yes").textContent = asked.confirmYes;
  byId("sure-yes").className = `button ${asked.confirmStyle}`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    byId("sure-no").onclick = () => dialog.close();
    byId("sure-yes").onclick = () => dialog.close("yes");
    dialog.onclose = () => done(dialog.returnValue === "yes");
  });
}

document.addEventListener("change", (event) => {
  const field = event.target.closest("form.modal [data-dispatch]");
  if (!field) return;
  const values = entered(field.closest("form"));
  tell("choose", { action_id: field.dataset.field, value: values[field.dataset.field], values });
});

document.addEventListener("change", (event) => {
  const { choose, blockId } = event.target.dataset;
  const about = event.target.closest("article");
  if (!choose || !event.target.value) return;
  const place = about ? { message_ts: about.dataset.ts, block_id: blockId } : {};
  tell("choose", { action_id: choose, value: event.target.value, ...place });
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.modal");
  if (!form) return;
  event.preventDefault();
  const outcome = await tell("submit", { view_id: form.dataset.view, values: entered(form) });
  form.querySelector("[data-refused]").textContent = outcome.ok ? "" : outcome.error;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const modal = document.querySelector("form.modal");
  if (modal) tell("dismiss", { view_id: modal.dataset.view });
  for (const menu of document.querySelectorAll("article details[open]")) menu.open = false;
  showPlaces(false);
});

// A menu that opens below the edge is brought into view.
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector(".items")?.scrollIntoView({ block: "nearest" });
}, true);

// On a phone the conversations lie over the one that is read.
function showPlaces(open) {
  byId("aside").classList.toggle("open", open);
  byId("places").setAttribute("aria-expanded", open);
}
byId("places").addEventListener("click", () => showPlaces(byId("places").getAttribute("aria-expanded") !== "true"));

byId("as").addEventListener("change", (event) => {
  location.search = new URLSearchParams({ as: event.target.value, channel: seat.channel });
});
byId("leave").addEventListener("click", () => openThread(""));

for (const list of [byId("log"), byId("thread")]) {
  for (const child of list.children) child.dataset.html = child.innerHTML;
  list.scrollTop = list.scrollHeight;
  stayAtEnd(list);
}

// Where the newest is read it stays in sight, also when a phone is turned or its keyboard opens.
function stayAtEnd(list) {
  let atEnd = true;
  list.addEventListener("scroll", () => (atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40));
  new ResizeObserver(() => atEnd && (list.scrollTop = list.scrollHeight)).observe(list);
}
markNew(Object.fromEntries([...document.querySelectorAll("nav [data-room]")].map((link) => [link.dataset.room, link.dataset.latest])));
box("composer", "message", false);
box("replier", "reply", true);
byId("message").focus();
follow();
