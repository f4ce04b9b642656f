// The kiosk: a resting screen, one person at a time, and nothing of him left for the next.
import "./look.js";
import { answer, answerOf, answering, asked, showOnly, uuid } from "./answers.js";
import { beat } from "./beat.js";
import { rest as unwatch, stay, touched, watch } from "./idle.js";
import { drop, flush, keep, note, waiting } from "./journal.js";

const SETTLED = 400; // ms: a second tap so soon was meant for what stood there before
const ADVANCE = 220; // ms: long enough to see what was chosen
const OF_THE_DEVICE = "hailong.clock"; // clock.js: whether the clock was set back
const PATIENCE = 4000; // ms: so long a person waits for the receipt

const main = document.getElementById("screen");
const settings = document.body.dataset;
const seconds = (name) => Number(settings[name]);

let language = settings.language;
let form = null; // the copy of the questions that is shown
let visit = null; // what is known of the person who is there: nothing before, nothing afterwards
let stale = false; // the server has another page for us
let changed = 0;
let going = 0;

const part = (name) => main.querySelector(`section:not([hidden]) [data-part="${name}"], form:not([hidden]) [data-part="${name}"], dialog [data-part="${name}"]`);
const screen = () => main.querySelector("[data-screen]:not([hidden])").dataset.screen;
const put = (element, number) => { element.textContent = element.dataset.words.replace("{n}", number); };
const settle = () => { changed = performance.now(); };

const show = (name) => {
  for (const one of main.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== name;
  settle();
  main.querySelector(`[data-screen="${name}"] h1`).focus({ preventScroll: true });
  window.scrollTo(0, 0);
};

// A copy of the screens that nobody has touched. What the person before typed, chose, marked or could
// undo goes with the old copy, and whatever scripts may have put into the browser's stores with it.
const fresh = () => {
  clearTimeout(going);
  unwatch();
  visit = null;
  document.activeElement?.blur();
  getSelection()?.removeAllRanges();
  for (const name of ["sessionStorage", "localStorage"]) {
    try {
      const store = window[name];
      Object.keys(store).filter((key) => key !== OF_THE_DEVICE).forEach((key) => store.removeItem(key));
    } catch { /* closed by the browser: then nothing is in it */ }
  }
  const template = document.querySelector(`template[data-language="${language}"]`);
  main.replaceChildren(template.content.cloneNode(true));
  document.documentElement.lang = language;
  main.querySelectorAll(".only-if, .without-script").forEach((one) => { one.hidden = true; });
  form = answering(main.querySelector("#questions"));
  for (const button of document.querySelectorAll("[data-look]")) {
    button.textContent = template.dataset[button.dataset.look];
  }
  show("rest");
  waiting().then(tellWaiting);
};

const rest = () => {
  language = settings.language;
  fresh();
  document.dispatchEvent(new CustomEvent("hailong:wiped"));
  if (stale) pulse(); // which loads the other page, if the server is still there
};

const tellWaiting = (count) => {
  const line = main.querySelector(".waiting");
  const words = document.querySelector(`template[data-language="${language}"]`).dataset.waiting;
  line.textContent = count ? words.replace("{n}", count) : "";
};

// Whether anything was answered; that somebody wants to go on after the core is no answer yet.
const something = () => Boolean(form)
  && asked().some((field) => field.dataset.id !== "more" && answerOf(field) !== null);

// Hands over what was answered, once: whole, or what there is of it when its person has left.
const open = () => Boolean(visit?.id && !visit.sent && something());

const send = async () => {
  if (!open()) return;
  visit.sent = true;
  await keep(answer(visit.id, visit.startedAt), form.dataset.notice);
  await flush();
};

// A tablet may lose its power at any moment: what is answered is on the disk from the first touch on.
const jot = () => {
  if (open()) note(answer(visit.id, visit.startedAt), form.dataset.notice);
  else if (!visit.sent) drop();
};

const leave = () => { send(); rest(); };

const warn = () => {
  main.querySelector('dialog [data-part="something"]').hidden = !(visit.id && something());
  main.querySelector('dialog [data-part="nothing"]').hidden = Boolean(visit.id && something());
  main.querySelector("dialog").showModal();
};

const countDown = (left) => {
  for (const words of main.querySelectorAll("dialog [data-words]")) put(words, left);
  main.querySelector('dialog [data-part="count"]').textContent = left;
};

const watchPerson = () => watch(
  { idle: seconds("idle"), warning: seconds("warning") }, { warn, count: countDown, gone: leave },
);

// A screen that goes back by itself; the seconds left are shown from the beginning.
const goBackIn = (time) => watch(
  { idle: 0, warning: time }, { warn: () => {}, count: (left) => put(part("countdown"), left), gone: rest },
);

const fullScreen = () => {
  if (document.fullscreenElement) return;
  document.documentElement.requestFullscreen?.({ navigationUI: "hide" })?.catch(() => {});
};

const showQuestion = (focus) => {
  const list = asked();
  visit.at = Math.max(0, Math.min(visit.at, list.length - 1));
  const field = list[visit.at];
  const last = visit.at === list.length - 1;
  showOnly(field);
  form.querySelector('[data-do="back"]').hidden = visit.at === 0;
  const next = form.querySelector('[data-do="next"]');
  next.hidden = last;
  const answered = answerOf(field) !== null;
  next.textContent = answered ? form.dataset.next : form.dataset.skip;
  next.classList.toggle("primary", answered);
  form.querySelector('[data-do="send"]').hidden = !last;
  part("trouble").hidden = true;
  part("progress").textContent =
    form.dataset.progress.replace("{at}", visit.at + 1).replace("{all}", list.length);
  part("bar").max = list.length;
  part("bar").value = visit.at + 1;
  jot();
  if (!focus) return;
  settle();
  field.querySelector("legend").focus({ preventScroll: true });
  window.scrollTo(0, 0);
};

const step = (by) => { clearTimeout(going); visit.at += by; showQuestion(true); };

const begin = () => {
  visit = { ...visit, id: uuid(), startedAt: new Date().toISOString(), at: 0, sent: false };
  show("questions");
  showQuestion(true);
  const aloud = form.querySelector("#aloud"); // fetched by those alone who could hear it
  if (window.speechSynthesis || aloud.dataset.clips !== "{}") import(aloud.dataset.script).catch(() => {});
};

const thank = (name, detail = {}) => {
  if (screen() !== "thanks") {
    show("thanks");
    goBackIn(seconds("thanks"));
  }
  if (name === "refused") {
    const told = part("refused");
    told.textContent = told.dataset.words.replace("{why}", detail.detail);
  }
  if (detail.receipt) main.querySelector(".receipt strong").textContent = detail.receipt;
  part("with-receipt").hidden = name !== "sent";
  part("later").hidden = name !== "offline";
  part("kept").hidden = name !== "sent";
  part("refused").hidden = name !== "refused";
};

const finish = () => {
  if (visit.sent) return;
  if (!something()) return leave();
  const sending = form.querySelector('[data-do="send"]');
  sending.textContent = form.dataset.sending;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  unwatch();
  const mine = visit;
  send().catch(() => {});
  setTimeout(() => { if (visit === mine && screen() === "questions") thank("offline"); }, PATIENCE);
};

for (const name of ["sent", "refused", "offline"]) {
  document.addEventListener(`hailong:${name}`, (event) => {
    if (visit?.sent && event.detail.id === visit.id) thank(name, event.detail);
  });
}
document.addEventListener("hailong:waiting", (event) => tellWaiting(event.detail.count));

const actions = {
  start: () => {
    fullScreen();
    history.pushState(null, ""); // so that the back button has a step to take back
    visit = {};
    show("notice");
    watchPerson();
  },
  language: (button) => {
    language = button.value;
    fresh();
    watch({ idle: seconds("idle"), warning: 0 }, { warn: () => {}, count: () => {}, gone: rest });
  },
  rights: () => show("rights"),
  notice: () => show("notice"),
  decline: () => { show("declined"); goBackIn(seconds("thanks")); },
  back: () => step(-1),
  next: () => step(1),
  leave,
  here: () => { main.querySelector("dialog").close(); settle(); stay(); },
  stay,
  finish: rest,
};

const goBack = () => {
  if (main.querySelector("dialog[open]")) return actions.here();
  const at = visit ? screen() : "rest";
  if (at === "questions" && !visit.sent && visit.at > 0) return step(-1);
  if (at === "rights") return show("notice");
  if (at === "questions") return visit.sent ? undefined : leave();
  rest();
};

main.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button && button.dataset.do !== "send") actions[button.dataset.do](button);
});
main.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target === form) return form.querySelector('[data-do="next"]').hidden ? finish() : step(1);
  const { consent } = event.target.elements;
  part("tick-first").hidden = consent.checked;
  if (consent.checked) begin(); else consent.focus();
});
main.addEventListener("change", (event) => { if (form?.contains(event.target)) showQuestion(false); });
main.addEventListener("input", (event) => { if (event.target.matches("textarea, [inputmode]")) showQuestion(false); });
// The Escape key closes a dialog: somebody is there.
main.addEventListener("cancel", (event) => { event.preventDefault(); actions.here(); }, true);

// A tap on a single choice goes on by itself; keys do not, as they pass over choices on their way.
let tapped = false;
main.addEventListener("pointerup", (event) => { tapped = Boolean(event.target.closest("label.card")); });
main.addEventListener("click", (event) => {
  if (!event.target.matches("fieldset input[type=radio]")) return;
  clearTimeout(going);
  showQuestion(false); // the choice may have brought more questions, as the one for more does
  if (tapped && !form.querySelector('[data-do="next"]').hidden) going = setTimeout(() => step(1), ADVANCE);
  tapped = false;
});

// Taps that come too soon were meant for the screen before, or are the second of a double tap; keys are
// not taps. A tap on a label brings a click on its input, which belongs to it.
let last = {};
document.addEventListener("click", (event) => {
  const control = event.target.closest("label, button");
  if (!control || event.detail === 0) return;
  const inner = event.target.matches("input");
  if (inner && last.echo && control === last.control) {
    last.echo = false;
    return;
  }
  const now = performance.now();
  if (now - changed < SETTLED || (control === last.control && now - last.at < SETTLED)) {
    event.preventDefault();
    event.stopPropagation();
  } else last = { control, at: now, echo: !inner && control.matches("label") };
}, true);

for (const name of ["hailong:heard", "pointerdown", "keydown", "input", "scroll", "wheel", "touchmove"]) {
  document.addEventListener(name, touched, { capture: true, passive: true });
}
const refuse = (event) => event.preventDefault();
for (const name of ["contextmenu", "dragstart", "gesturestart"]) document.addEventListener(name, refuse);
document.addEventListener("selectstart", (event) => { if (!event.target.closest?.("textarea, input")) refuse(event); });
document.addEventListener("wheel", (event) => { if (event.ctrlKey) refuse(event); }, { passive: false });

window.addEventListener("popstate", goBack);
// The browser goes elsewhere or is switched off: what was answered is kept, as when somebody walks away.
// A page on its way out finishes no other work than such a request; the server keeps an id once.
window.addEventListener("pagehide", () => {
  if (!open()) return;
  const body = JSON.stringify(answer(visit.id, visit.startedAt));
  fetch("/api/v1/responses", {
    method: "POST", body, keepalive: true,
    headers: { "Content-Type": "application/json", "Notice": form.dataset.notice, "Sent-At": new Date().toISOString() },
  }).catch(() => {});
  send();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) rest(); });

let next = 0;
const pulse = async () => {
  clearTimeout(next);
  const heard = await beat(settings.page);
  if (heard) {
    stale = heard.page !== settings.page;
    flush();
    if (stale && !visit) location.reload();
  }
  next = setTimeout(pulse, seconds("beat") * 1000);
};

// Over plain HTTP browsers have no worker: then the page that is open goes on, and cannot be opened anew.
for (const scope of ["/kiosk", "/s/"]) navigator.serviceWorker?.register("/s/sw.js", { scope }).catch(() => {});
fresh();
pulse();
