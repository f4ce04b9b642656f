// One question at a time, and sending that tries again. The page is complete without this file.
(() => {
  "use strict";
  const form = document.getElementById("questions");
  if (!form) return;
  const byId = (id) => document.getElementById(id);
  const fields = [...form.querySelectorAll("fieldset")];
  const words = form.dataset;
  // Over plain HTTP browsers keep no page for the time when the server is off: say so.
  byId("needs-server").hidden = Boolean(navigator.serviceWorker?.controller);
  let at = 0;
  let startedAt = new Date().toISOString();
  let sending = false;

  const collect = {
    rating: (v) => Number(v[0]),
    number: (v) => (/^\s*-?\d{1,9}\s*$/.test(v[0]) ? Number(v[0]) : v[0]),
    yesno: (v) => v[0] === "yes",
    choice: (v) => v[0],
    choices: (v) => v,
    text: (v) => v[0],
  };

  const answerOf = (field) => {
    const v = new FormData(form).getAll(field.dataset.id).filter((value) => value !== "");
    if (!v.length) return null;
    if (v[0] === "na" && field.dataset.kind !== "text") return "na";
    return collect[field.dataset.kind](v);
  };

  const asked = () => {
    const answers = {};
    return fields.filter((field) => {
      const { if: question, is: values } = field.dataset;
      if (question) {
        const given = [answers[question]].flat();
        if (!JSON.parse(values).some((value) => given.includes(value))) return false;
      }
      answers[field.dataset.id] = answerOf(field);
      return true;
    });
  };

  // Browsers offer randomUUID only over HTTPS; an office's http address has getRandomValues.
  const uuid = () => crypto.randomUUID ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  const show = (focus) => {
    const list = asked();
    at = Math.max(0, Math.min(at, list.length - 1));
    fields.forEach((field) => { field.hidden = field !== list[at]; });
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

  const trouble = (text) => {
    byId("trouble").textContent = text;
    byId("trouble").hidden = false;
  };

  const thank = (receipt) => {
    const main = document.querySelector("main");
    main.replaceChildren(byId("thanks").content.cloneNode(true));
    main.querySelector(".receipt strong").textContent = receipt;
    document.querySelector(".language").remove();
    main.querySelector("h1").focus();
    window.scrollTo(0, 0);
  };

  const busy = (on) => {
    sending = on;
    for (const id of ["send", "back"]) byId(id).disabled = on;
    const send = byId("send");
    if (on) { send.dataset.words ||= send.textContent; send.textContent = words.sending; }
    else if (send.dataset.words) send.textContent = send.dataset.words;
  };

  const deliver = async (body, wait) => {
    let reply = null;
    let said = {};
    try {
      reply = await fetch("/api/v1/responses", {
        method: "POST", body,
        headers: { "Content-Type": "application/json", "Notice": words.notice },
      });
      said = await reply.json();
    } catch { said = {}; }
    // What is neither a receipt nor a refusal of ours came from something in between: try again.
    if (said.receipt) return thank(said.receipt);
    if (reply && said.detail && reply.status < 500 && reply.status !== 429) {
      busy(false);
      return trouble(`${words.refused} ${said.detail}`);
    }
    trouble(words.offline);
    setTimeout(() => deliver(body, Math.min(wait * 2, 30000)), wait);
  };

  const send = () => {
    if (sending) return;
    busy(true);
    const answers = {};
    for (const field of asked()) {
      const answer = answerOf(field);
      if (answer !== null) answers[field.dataset.id] = answer;
    }
    deliver(JSON.stringify({
      id: form.elements.id.value, code: words.code, questionnaire: words.questionnaire, answers,
      started_at: startedAt, finished_at: new Date().toISOString(), language: words.lang,
    }), 1000);
  };

  const begin = () => {
    byId("consent").hidden = true;
    form.hidden = false;
    startedAt = new Date().toISOString();
    form.elements.id.value = uuid();
    document.querySelectorAll(".only-if").forEach((hint) => { hint.hidden = true; });
    at = 0;
    show(true);
  };

  byId("start").addEventListener("submit", (event) => {
    event.preventDefault();
    const ticked = event.target.elements.consent.checked;
    byId("tick-first").hidden = ticked;
    if (ticked) begin(); else event.target.elements.consent.focus();
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
})();
