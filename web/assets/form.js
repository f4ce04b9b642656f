// One question at a time: steps and screens. The page is complete without this file.
import "./look.js";
import { answer, answerOf, asked, showOnly, uuid } from "./answers.js";
import { flush, forget, keep } from "./journal.js";

const PATIENCE = 4000;

const byId = (id) => document.getElementById(id);

const form = byId("questions");
const words = form.dataset;
// Over plain HTTP browsers keep no page for the time when the server is off: say so.
const worker = navigator.serviceWorker;
byId("needs-server").hidden = Boolean(worker);
worker?.register("/s/sw.js", { scope: "/s/" }).catch(() => { byId("needs-server").hidden = false; });
// What the device held was opened at once; the server has another page by now, or none.
worker?.addEventListener("message", ({ data }) => {
  if (data === "changed" && form.isConnected && form.hidden) location.reload();
});
let at = 0;
let startedAt = new Date().toISOString();
let sending = false;
let lasting = true;
let patience = 0;

const show = (focus) => {
  const list = asked();
  at = Math.max(0, Math.min(at, list.length - 1));
  showOnly(list[at]);
  const last = at === list.length - 1;
  byId("back").hidden = at === 0;
  byId("next").hidden = last;
  byId("next").textContent = answerOf(list[at]) === null ? words.skip : words.next;
  byId("send").hidden = !last;
  byId("trouble").hidden = true;
  const progress = byId("progress");
  progress.hidden = false;
  progress.textContent = words.progress.replace("{at}", at + 1).replace("{all}", list.length);
  if (focus) {
    list[at].querySelector("legend").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
};

let going = 0;
const step = (by) => { clearTimeout(going); at += by; show(true); };

// A refusal about one question is told where that question is.
const find = (id) => {
  const place = asked().findIndex((field) => field.dataset.id === id);
  if (place >= 0) { at = place; show(true); }
};

const trouble = (text) => {
  byId("trouble").textContent = text;
  byId("trouble").hidden = false;
};

// The screen after the form, whose answers leave the page with it.
const templates = { thanks: byId("thanks"), saved: byId("saved") };
const end = (name) => {
  const main = document.querySelector("main");
  main.replaceChildren(templates[name].content.cloneNode(true));
  document.querySelectorAll(".language").forEach((link) => link.remove());
  main.querySelector("h1").focus();
  window.scrollTo(0, 0);
  return main;
};

const thank = (receipt) => { end("thanks").querySelector(".receipt strong").textContent = receipt; };

// Nobody waits for the network: what is written down will be sent.
const save = () => {
  clearTimeout(patience);
  if (!form.isConnected) return;
  const main = end("saved");
  for (const line of main.querySelectorAll(".lasting")) line.hidden = !lasting;
  for (const line of main.querySelectorAll(".page-only")) line.hidden = lasting;
};

const busy = (on) => {
  sending = on;
  for (const id of ["send", "back"]) byId(id).disabled = on;
  const send = byId("send");
  if (on) { send.dataset.words ||= send.textContent; send.textContent = words.sending; }
  else if (send.dataset.words) send.textContent = send.dataset.words;
};

const send = async () => {
  if (sending) return;
  if (words.preview) { trouble(words.preview); return; }
  const given = answer(form.elements.id.value, startedAt);
  if (!Object.keys(given.answers).length) { trouble(`${words.refused} ${words.empty}`); return; }
  busy(true);
  lasting = await keep(given, words.notice);
  flush();
  patience = setTimeout(save, PATIENCE);
};

const mine = (event) => sending && event.detail.id === form.elements.id.value;
document.addEventListener("hailong:sent", (event) => {
  if (!mine(event)) return;
  clearTimeout(patience);
  thank(event.detail.receipt);
});
document.addEventListener("hailong:refused", (event) => {
  if (!mine(event)) return;
  clearTimeout(patience);
  const text = `${words.refused} ${event.detail.detail}`;
  if (form.isConnected) {
    forget(event.detail.id);
    busy(false);
    find(event.detail.question);
    trouble(text);
    return;
  }
  const told = document.querySelector("main [role=alert]");
  told.textContent = text;
  told.hidden = false;
});
document.addEventListener("hailong:offline", (event) => { if (mine(event)) save(); });

// What goes at once is not worth a word; what waits for longer is.
let unsent = 0;
const showWaiting = () => {
  const line = byId("waiting");
  line.textContent = words.waiting.replace("{count}", unsent);
  line.hidden = !unsent;
};
document.addEventListener("hailong:waiting", (event) => {
  const begins = !unsent;
  unsent = event.detail.count;
  if (!unsent || !byId("waiting").hidden) showWaiting();
  else if (begins) setTimeout(showWaiting, PATIENCE);
});

const begin = () => {
  byId("consent").hidden = true;
  form.hidden = false;
  startedAt = new Date().toISOString();
  form.elements.id.value = uuid();
  document.querySelectorAll(".only-if, .without-script").forEach((hint) => { hint.hidden = true; });
  at = 0;
  show(true);
  find(byId("wrong")?.closest("fieldset").dataset.id);
  const aloud = byId("aloud"); // fetched by those alone who could hear it, and not before they begin
  if (aloud && (window.speechSynthesis || aloud.dataset.clips !== "{}")) import(aloud.dataset.script).catch(() => {});
};

byId("start").addEventListener("submit", (event) => {
  event.preventDefault();
  const box = event.target.elements.consent;
  byId("tick-first").hidden = box.checked;
  if (box.checked) return begin();
  box.setAttribute("aria-describedby", "tick-first");
  box.focus();
});
byId("back").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
form.addEventListener("change", () => show(false));
form.addEventListener("input", (event) => { if (event.target.matches("textarea, [inputmode]")) show(false); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (byId("next").hidden) send(); else step(1);
});
// A tap on a single choice goes on by itself; keys do not, as they pass over choices on their way.
let tapped = false;
form.addEventListener("pointerup", (event) => { tapped = Boolean(event.target.closest("label.card")); });
form.addEventListener("click", (event) => {
  if (!event.target.matches("input[type=radio]")) return;
  clearTimeout(going);
  show(false); // the choice may have brought more questions, as the one for more does
  if (tapped && !byId("next").hidden) going = setTimeout(() => step(1), 220);
  tapped = false;
});
// The second click of a double click would fall on whatever has come to lie under the pointer.
document.addEventListener("click", (event) => {
  if (event.detail < 2 || !event.target.closest("label, button, a")) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
// A page kept by the browser would show the next person what the last one chose.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (form.dataset.again) begin();
else {
  form.hidden = true;
  byId("start").hidden = false;
  document.querySelectorAll(".agreed").forEach((line) => { line.hidden = true; });
}
