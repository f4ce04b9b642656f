// The journal: answers that the server does not have yet. One is written down before it is sent, and
// wiped when the server has it. A form that somebody is filling in lies here too, marked `open`: once
// its page is gone it waits like the others. It tells the page by events on document: hailong:waiting {count},
// hailong:sent {id, receipt}, hailong:refused {id, detail, question},
// hailong:offline {id}.
import { hear, nowBy, stamp } from "./clock.js";

const WAITING = "answers";
const REFUSED = "refused";
const TRIED_FOR = 20000;
const TURN = 5000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const LONGEST_REST = 600000; // however long the server asks to be left alone
const MOST_BAD = 3;
const GONE = 410;
const FOR_NOW = [408, 425, 429];
const NOT_PAIRED = "device_not_paired"; // once the tablet is paired again, it is taken
const LEFT = 600000; // ms: where pages cannot tell whether another still lives, an open form is left by then

let open = null; // the form that is being filled in on this page, as last written down
let shut = () => {};
let writing = false;
const memory = new Map(); // answers for which the device has no place
const urgent = []; // whose person may be standing here: before those that have waited
const tries = new Map();
let wait = FIRST_WAIT;
let timer = 0;
let restUntil = 0; // the server has asked not to be troubled before, by performance.now()
let running = null;

// Pages of this device tell each other what they have sent.
const others = "BroadcastChannel" in window ? new BroadcastChannel("hailong") : null;

const fire = (name, detail) => document.dispatchEvent(new CustomEvent(`hailong:${name}`, { detail }));

const opened = new Promise((done) => {
  try {
    const asked = indexedDB.open("hailong", 1);
    asked.onupgradeneeded = () => {
      for (const name of [WAITING, REFUSED]) {
        asked.result.createObjectStore(name, { keyPath: "at", autoIncrement: true }).createIndex("id", "id");
      }
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => done(null);
  } catch { done(null); }
});

// Settles when the work is on the disk; to null where the browser keeps nothing or has no room.
const stored = async (name, mode, work) => {
  const db = await opened;
  if (!db) return null;
  return new Promise((done) => {
    try {
      const whole = db.transaction(name, mode, { durability: "strict" });
      const asked = work(whole.objectStore(name));
      whole.oncomplete = () => done(asked.result);
      whole.onabort = () => done(null);
    } catch { done(null); }
  });
};

const read = async (name) => (await stored(name, "readonly", (all) => all.getAll())) || [];

// What waits on this device, in the order it was answered.
export const unsent = async () => [
  ...(await read(WAITING)).filter((entry) => !entry.open), ...memory.values(),
];

// What the server has refused for good while nobody was there to read it, each with the reason.
export const refused = () => read(REFUSED);

// Staff want those up to the place `last` off the device.
export const forgetRefused = (last) => stored(REFUSED, "readwrite", (all) =>
  all.delete(IDBKeyRange.upperBound(last)));

// How many answers the server does not have yet.
export const waiting = async () => (await unsent()).length;

const count = async () => fire("waiting", { count: await waiting() });

const tell = async (name, detail) => {
  fire(name, detail);
  others?.postMessage({ name, detail });
  await count();
};

others?.addEventListener("message", ({ data }) => { fire(data.name, data.detail); count(); });

const written = (answer, notice) =>
  ({ id: answer.id, body: JSON.stringify(answer), notice, ...stamp() });

// One record an id, whatever is written of it.
const put = (entry) => stored(WAITING, "readwrite", (all) => {
  const found = all.index("id").getKey(entry.id);
  found.onsuccess = () => {
    try {
      if (found.result) all.put({ ...entry, at: found.result }); else all.add(entry);
    } catch { all.transaction.abort(); }
  };
  return { result: true };
});

// While its page lives, nobody else takes a form for left.
const nameOf = (id) => `hailong ${id}`;
const hold = (id) => {
  shut();
  navigator.locks?.request(nameOf(id), () => new Promise((done) => { shut = done; })).catch(() => {});
};

// Writes down what somebody has answered so far, in place of what was written of it before.
export const note = async (answer, notice) => {
  if (open?.id !== answer.id) hold(answer.id);
  open = { ...written(answer, notice), open: true };
  if (writing) return;
  writing = true;
  for (let last = null; last !== open;) {
    last = open;
    if (last) await put(last);
  }
  writing = false;
};

// Nothing of it is answered any more.
export const drop = async () => {
  const id = open?.id;
  open = null;
  shut();
  if (id) await wipe(WAITING, id);
};

// Writes an answer down, with the hash of the notice that its form showed. Resolves to whether it
// outlasts this page: false where the device has no room, or keeps nothing.
export const keep = async (answer, notice) => {
  const entry = written(answer, notice);
  open = null;
  const lasting = Boolean(await put(entry));
  shut();
  if (!lasting) memory.set(entry.id, entry);
  urgent.push(entry);
  await count();
  return lasting;
};

const isLeft = ({ id, kept }) => {
  if (!navigator.locks) return Math.abs(Date.now() - kept) > LEFT;
  return navigator.locks.request(nameOf(id), { ifAvailable: true }, (lock) => Boolean(lock));
};

// Forms whose page was closed or lost its power: what was answered is all there will be.
const takeOver = async () => {
  for (const entry of (await read(WAITING)).filter((one) => one.open && one.id !== open?.id)) {
    if (!await isLeft(entry)) continue;
    await stored(WAITING, "readwrite", (all) => {
      const found = all.get(entry.at);
      found.onsuccess = () => {
        if (!found.result) return;
        delete found.result.open;
        all.put(found.result);
      };
      return found;
    });
  }
};

const wipe = (name, id) => stored(name, "readwrite", (all) => {
  const found = all.index("id").getAllKeys(id);
  found.onsuccess = () => found.result.forEach((key) => all.delete(key));
  return found;
});

// Takes an answer off the device: the server has it, or its person has read why it is refused.
export const forget = async (id) => {
  memory.delete(id);
  tries.delete(id);
  await wipe(WAITING, id);
  await wipe(REFUSED, id);
};

const setAside = async (entry, detail) => {
  const { at, ...rest } = entry;
  await stored(REFUSED, "readwrite", (all) => all.add({ ...rest, refused: detail }));
  memory.delete(entry.id);
  await wipe(WAITING, entry.id);
};

// What Retry-After says, seconds or a date, in milliseconds; 0 where it says nothing that can be read.
const askedToRest = (reply) => {
  const said = (reply.headers.get("Retry-After") || "").trim();
  const time = /^\d+$/.test(said) ? Number(said) * 1000
    : Date.parse(said) - (Date.parse(reply.headers.get("Date")) || Date.now());
  return Math.min(Math.max(time || 0, 0), LONGEST_REST);
};

const resting = () => Math.max(restUntil - performance.now(), 0);

const post = async (entry) => {
  const giveUp = new AbortController();
  const timeout = setTimeout(() => giveUp.abort(), TRIED_FOR);
  try {
    const reply = await fetch("/api/v1/responses", {
      method: "POST", body: entry.body, signal: giveUp.signal,
      headers: { "Content-Type": "application/json", "Notice": entry.notice, "Sent-At": nowBy(entry) },
    });
    if ([429, 503].includes(reply.status)) restUntil = performance.now() + askedToRest(reply);
    const said = await reply.json().catch(() => ({}));
    if (said.receipt) hear(Date.parse(reply.headers.get("Date")));
    return { status: reply.status, said };
  } catch {
    return { status: 0, said: {} };
  } finally {
    clearTimeout(timeout);
  }
};

// Whether an answer is settled. What is neither a receipt nor a refusal of ours came from something
// in between, such as the sign-in page of a wireless network: that settles nothing.
const settled = async (entry, { status, said }) => {
  const { id } = entry;
  if (said.receipt) {
    await forget(id);
    await tell("sent", { id, receipt: said.receipt });
    return true;
  }
  const forGood = said.detail && status >= 400 && status < 500 && said.code !== NOT_PAIRED;
  if (!forGood || FOR_NOW.includes(status)) return false;
  // What was erased on request stays nowhere; any other refusal is kept for the rescue file.
  if (status === GONE) await forget(id); else await setAside(entry, said.detail);
  await tell("refused", { id, detail: said.detail, question: said.question });
  return true;
};

const pass = async () => {
  if (resting()) {
    for (const { id } of urgent.splice(0)) fire("offline", { id });
    return;
  }
  const done = new Set();
  const list = await unsent();
  // One that the server cannot digest must not stand in the way of the others.
  list.sort((one, other) => (tries.get(one.id) || 0) - (tries.get(other.id) || 0));
  let bad = 0;
  for (let entry; (entry = urgent.shift() || list.shift());) {
    if (done.has(entry.id)) continue;
    done.add(entry.id);
    const reply = await post(entry);
    if (await settled(entry, reply)) { wait = FIRST_WAIT; continue; }
    tries.set(entry.id, (tries.get(entry.id) || 0) + 1);
    fire("offline", { id: entry.id });
    bad += 1;
    if (bad === MOST_BAD || [0, 429, 503].includes(reply.status)) return;
  }
};

// Pages take turns. Where they cannot, or one does not come to its end, an answer may be sent twice:
// the server keeps it once.
const inTurn = (work) => {
  if (!navigator.locks) return work();
  const enough = new AbortController();
  const patience = setTimeout(() => enough.abort(), TURN);
  const mine = () => { clearTimeout(patience); return work(); };
  return navigator.locks.request("hailong", { signal: enough.signal }, mine).catch(work);
};

const goThrough = async () => {
  clearTimeout(timer);
  await takeOver();
  await inTurn(pass);
  running = null;
  await count();
  if (!await waiting()) return;
  clearTimeout(timer);
  timer = setTimeout(flush, resting() + wait * (0.5 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
};

// Sends what waits. What does not arrive is tried again by itself, ever more seldom.
export const flush = () => {
  running ||= goThrough();
  return running;
};

const soon = () => { wait = FIRST_WAIT; flush(); };
window.addEventListener("online", soon);
document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
window.addEventListener("beforeunload", (event) => { if (memory.size) event.preventDefault(); });
document.addEventListener("hailong:offline", () => navigator.storage?.persist?.(), { once: true });
flush();
