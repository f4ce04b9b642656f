// Forms typed in by number keys: a sign fills a line and goes on, Enter skips, Backspace goes back.
const byId = (id) => document.getElementById(id);
const form = byId("typed");
const data = JSON.parse(byId("data").textContent);
const words = data.words;
const lines = [...form.querySelectorAll(".line")];
const inputs = lines.map((line) => line.querySelector("input, textarea"));
const save = byId("save");

const uuid = () => crypto.randomUUID ? crypto.randomUUID()
  : ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));

let id = uuid();
let startedAt = new Date().toISOString();
let number = data.next;
let day = data.today;
let sending = false;

const shownDay = (iso) => iso.split("-").reverse().join("/");
const readDay = (typed) => {
  const parts = typed.trim().split(/[./-]/).map(Number);
  const [year, month] = data.today.split("-").map(Number);
  const [d, m = month, y = year] = parts;
  const two = (n) => String(n).padStart(2, "0");
  return parts.every(Number.isInteger) ? `${y < 100 ? 2000 + y : y}-${two(m)}-${two(d)}` : "";
};

const spec = (at) => data.lines[at];
const typed = (at) => inputs[at].value.trim();

// What a line says, as it is sent; null where it was left empty.
const valueOf = (at) => {
  const line = spec(at), given = typed(at);
  if (given === "" || inputs[at].disabled) return null;
  if (line.kind === "day") return readDay(given);
  if (line.kind === "number") return line.na && /^n$/i.test(given) ? "na" : /^\d+$/.test(given) ? Number(given) : given;
  if (line.kind === "form") return Number(given);
  if (line.kind === "text") return given;
  if (line.several) return [...given].filter((sign) => sign in line.signs).flatMap((sign) => line.signs[sign]);
  return line.signs[given] ?? null;
};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const met = (condition, values) => {
  const given = values[condition.question];
  return Array.isArray(given) ? condition.values.some((one) => given.includes(one)) : condition.values.some((one) => same(given ?? null, one));
};

// Lines that are not asked are switched off and empty, as the server counts them.
const refresh = () => {
  const values = {};
  let refused = false;
  lines.forEach((line, at) => {
    const one = spec(at);
    const off = refused && one.kind !== "form" || Boolean(one.only_if) && !met(one.only_if, values);
    line.classList.toggle("off", off);
    inputs[at].disabled = off;
    if (off) inputs[at].value = "";
    const value = valueOf(at);
    if (one.kind === "ticked" && value === false) refused = true;
    if (one.question) values[one.question] = value;
    const out = line.querySelector("output");
    const said = [...typed(at)].map((sign) => one.labels?.[sign]).filter(Boolean).join("; ");
    const told = off ? words.off : one.kind === "day" ? "" : said;
    if (out.textContent !== told) out.textContent = told;
  });
};

const tell = (what, text) => {
  byId("trouble").hidden = what !== "trouble";
  byId("done").hidden = what !== "done";
  byId(what).textContent = text;
};
const quiet = () => { byId("trouble").hidden = true; };

const focus = (at) => {
  const place = at < lines.length ? inputs[at] : save;
  place.focus();
  place.select?.();
};
const on = (at) => {
  refresh();
  let next = at + 1;
  while (next < lines.length && inputs[next].disabled) next += 1;
  save.disabled = false;
  focus(next);
};
const back = (at) => {
  let before = at - 1;
  while (before >= 0 && inputs[before].disabled) before -= 1;
  if (before >= 0) focus(before);
};

const sign = (event, at) => {
  const line = spec(at), key = event.key.toLowerCase() === "n" ? "0" : event.key.toLowerCase();
  event.preventDefault();
  if (!(key in line.signs)) return tell("trouble", words.no_sign.replace("{sign}", event.key).replace("{number}", line.number));
  quiet();
  if (!line.several) { inputs[at].value = key; return on(at); }
  const given = new Set(typed(at));
  if (!given.delete(key)) given.add(key);
  inputs[at].value = [...given].sort().join("");
  refresh();
};

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "Escape") return byId("finish").focus();
  const at = inputs.indexOf(event.target);
  if (at < 0) {
    if (event.target === save && (event.key === "Backspace" || event.key === "ArrowLeft")) { event.preventDefault(); back(lines.length); }
    return;
  }
  const line = spec(at), text = line.kind === "text", inside = text && typed(at) !== "";
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); return on(at); }
  if (event.key === "ArrowDown" && !inside || event.key === "ArrowRight" && line.signs) { event.preventDefault(); return on(at); }
  if (event.key === "ArrowUp" && !inside || event.key === "ArrowLeft" && line.signs) { event.preventDefault(); return back(at); }
  if (event.key === "Backspace" && (typed(at) === "" || line.kind === "form" && at > 0)) { event.preventDefault(); return back(at); }
  if (line.signs && event.key === "Backspace") { event.preventDefault(); inputs[at].value = ""; return refresh(); }
  if (line.signs && event.key.length === 1) sign(event, at);
});
// What comes without keys: a screen reader, a paste, a number pad of a tablet.
form.addEventListener("input", (event) => {
  const at = inputs.indexOf(event.target), line = spec(at);
  if (line?.signs) inputs[at].value = [...typed(at).toLowerCase()].filter((one) => one in line.signs).slice(0, line.several ? 99 : 1).join("");
  refresh();
});

const fill = (draft) => {
  lines.forEach((_, at) => {
    const line = spec(at);
    const given = line.question ? draft?.answers?.[line.question] : undefined;
    let value = "";
    if (line.kind === "form") value = String(draft?.form ?? number);
    else if (line.kind === "day") value = shownDay(draft?.day ?? day);
    else if (line.kind === "ticked") value = draft ? (draft.ticked ? "1" : "2") : "";
    else if (given !== undefined && given !== null) {
      if (line.several && given !== "na") value = Object.keys(line.signs).filter((one) => one !== "0" && given.includes(line.signs[one][0])).join("");
      else if (line.signs) value = Object.keys(line.signs).find((one) => same(line.signs[one], given)) ?? "";
      else value = given === "na" ? "n" : String(given);
    }
    inputs[at].value = value;
  });
  refresh();
  // In a pile that is typed once the number follows by itself; a second pass is matched by it.
  focus(draft ? 0 : data.first);
};

const collected = () => {
  const sent = { id, typed: data.typed, form: number, ticked: false, day, answers: {}, started_at: startedAt };
  lines.forEach((_, at) => {
    const line = spec(at), value = valueOf(at);
    if (line.kind === "form") sent.form = value;
    else if (line.kind === "day") sent.day = value ?? day;
    else if (line.kind === "ticked") sent.ticked = value === true;
    else if (value !== null) sent.answers[line.question] = value;
  });
  return sent;
};

const kept = (reply, sent) => {
  byId("count").textContent = reply.count;
  if (data.aloud) tell("done", words.receipt.replace("{receipt}", reply.receipt));
  else tell("done", words.kept.replace("{form}", sent.form));
  id = uuid();
  startedAt = new Date().toISOString();
  if (!data.aloud) { number = sent.form + 1; day = sent.day ?? day; }
  data.draft = null;
  fill(null);
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  refresh();
  const open = data.lines.findIndex((line, at) => line.kind === "ticked" && typed(at) === "");
  if (open >= 0) { focus(open); return tell("trouble", words.tick_first); }
  if (sending) return;
  sending = true;
  const sent = collected();
  try {
    const reply = await fetch(location.pathname, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent),
    });
    const body = await reply.json();
    if (reply.ok) kept(body, sent);
    else {
      tell("trouble", body.detail);
      const at = data.lines.findIndex((line) => line.question === body.question && body.question);
      if (at >= 0) focus(at);
    }
  } catch {
    tell("trouble", words.offline);
  } finally {
    sending = false;
  }
});

if (data.draft) { id = data.draft.id; }
fill(data.draft);
