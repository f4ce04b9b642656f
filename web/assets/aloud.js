// Reads the question aloud: a recorded clip where there is one, else a voice of this very device.
const form = document.getElementById("questions");
const button = document.getElementById("aloud");
const clips = JSON.parse(button.dataset.clips);
const speech = window.speechSynthesis;
let sound = null;

const shown = () => form.querySelector("fieldset:not([hidden])");
const languageOf = (piece) => piece.querySelector("[lang]")?.lang || document.documentElement.lang;
// A voice that is not the device's own would send the words to somebody else's server.
const voiceFor = (language) => speech?.getVoices()
  .find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language);

const pieces = () => [...shown().querySelectorAll("legend, .hint, .card span")]
  .filter((piece) => !piece.closest("[hidden]") && !piece.parentElement.closest("span, legend"));

const stop = () => {
  sound?.pause();
  sound = null;
  speech?.cancel();
  button.setAttribute("aria-pressed", "false");
};

const play = () => {
  button.setAttribute("aria-pressed", "true");
  const clip = clips[shown().dataset.id];
  if (clip) {
    sound = new Audio(`/tieng/${clip}`);
    sound.addEventListener("ended", stop);
    sound.play().catch(stop);
    return;
  }
  const said = pieces().filter((piece) => voiceFor(languageOf(piece)));
  for (const piece of said) {
    const words = new SpeechSynthesisUtterance(piece.innerText);
    words.voice = voiceFor(languageOf(piece));
    words.lang = words.voice.lang;
    if (piece === said.at(-1)) words.onend = stop;
    speech.speak(words);
  }
};

// Another question stops the voice, and without clip or voice there is no button at all.
const update = () => {
  stop();
  const question = form.isConnected && shown();
  const legend = question && question.querySelector("legend");
  button.hidden = !question || !(clips[question.dataset.id] || voiceFor(languageOf(legend)));
};

button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : play()));
const turned = (changes) => { if (changes.some((one) => one.target.matches("fieldset"))) update(); };
new MutationObserver(turned).observe(form, { subtree: true, attributes: true, attributeFilter: ["hidden"] });
new MutationObserver(update).observe(document.querySelector("main"), { childList: true });
speech?.addEventListener?.("voiceschanged", update);
document.addEventListener("hailong:wiped", stop);
update();
