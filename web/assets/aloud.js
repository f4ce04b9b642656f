// Reads the question aloud: a recorded clip where there is one, else a voice of this very device.
// Form and button are looked up anew each time: at a kiosk each person has others.
const speech = window.speechSynthesis;
let sound = null;
let turn = 0; // what was begun before does not end what is read now

const button = () => document.getElementById("aloud");
const shown = () => document.querySelector("#questions:not([hidden]) fieldset:not([hidden])");
const clipOf = (question) => JSON.parse(button().dataset.clips)[question.dataset.id];
const languageOf = (piece) => piece.querySelector("[lang]")?.lang || document.documentElement.lang;
// A voice that is not the device's own would send the words to somebody else's server.
const voiceFor = (language) => speech?.getVoices()
  .find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language);

const pieces = () => [...shown().querySelectorAll("legend, .hint, .card span")]
  .filter((piece) => !piece.closest("[hidden]") && !piece.parentElement.closest("span, legend"));

const press = (on) => button()?.setAttribute("aria-pressed", String(on));
const stop = () => {
  turn += 1;
  sound?.pause();
  sound = null;
  speech?.cancel();
  press(false);
};

// Who listens is there, however long it takes.
const heard = () => document.dispatchEvent(new CustomEvent("hailong:heard"));

const speak = (mine) => {
  const said = pieces().filter((piece) => voiceFor(languageOf(piece)));
  if (!said.length) stop();
  for (const piece of said) {
    const words = new SpeechSynthesisUtterance(piece.innerText);
    words.voice = voiceFor(languageOf(piece));
    words.lang = words.voice.lang;
    words.onend = () => {
      if (mine !== turn) return;
      heard();
      if (piece === said.at(-1)) stop();
    };
    speech.speak(words);
  }
};

const play = () => {
  turn += 1;
  press(true);
  const mine = turn;
  const clip = clipOf(shown());
  if (!clip) return speak(mine);
  sound = new Audio(`/tieng/${clip}`);
  sound.addEventListener("ended", () => { if (mine === turn) { heard(); stop(); } });
  // Without a line there is no clip.
  sound.play().catch(() => { if (mine === turn) speak(mine); });
};

// Another question stops the voice, and without clip or voice there is no button at all.
const update = () => {
  stop();
  const question = shown();
  if (!button()) return;
  button().hidden = !question || !(clipOf(question) || voiceFor(languageOf(question.querySelector("legend"))));
};

document.addEventListener("click", (event) => {
  if (!event.target.closest("#aloud")) return;
  if (button().getAttribute("aria-pressed") === "true") stop(); else play();
});
const other = (changes) => {
  if (changes.some(({ type, target }) => type === "childList" ? target.matches("main") : target.matches("form, fieldset, dialog"))) update();
};
new MutationObserver(other).observe(document.querySelector("main"), {
  subtree: true, childList: true, attributes: true, attributeFilter: ["hidden", "open"],
});
speech?.addEventListener?.("voiceschanged", update);
document.addEventListener("hailong:wiped", stop);
window.addEventListener("pagehide", stop);
update();
