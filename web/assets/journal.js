// Keeps answers until the server has them, and tries again. It tells the page by events on document:
// hailong:waiting {count}, hailong:sent {id, receipt}, hailong:refused {id, detail, question}, hailong:offline {id}.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

const kept = new Map();
let flushing = false;
let wait = FIRST_WAIT;
let next = 0;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`hailong:${name}`, { detail }));

const tellWaiting = async () => tell("waiting", { count: await waiting() });

// How many answers the server does not have yet.
export const waiting = async () => kept.size;

// Keeps an answer, with the hash of the notice that its form showed. Resolves once it is kept.
export const keep = async (answer, notice) => {
  kept.set(answer.id, { id: answer.id, body: JSON.stringify(answer), notice });
  await tellWaiting();
};

const post = async (entry) => {
  let reply = null;
  let said = {};
  try {
    reply = await fetch("/api/v1/responses", {
      method: "POST", body: entry.body,
      headers: { "Content-Type": "application/json", "Notice": entry.notice },
    });
    said = await reply.json();
  } catch { said = {}; }
  // What is neither a receipt nor a refusal of ours came from something in between: try again.
  if (said.receipt) return { name: "sent", detail: { id: entry.id, receipt: said.receipt } };
  if (reply && said.detail && reply.status < 500 && reply.status !== 429) {
    return { name: "refused", detail: { id: entry.id, detail: said.detail, question: said.question } };
  }
  return null;
};

// Sends what waits, one after the other; what does not arrive is tried again later.
export const flush = async () => {
  if (flushing) return;
  flushing = true;
  clearTimeout(next);
  let all = true;
  for (let entry; (entry = kept.values().next().value);) {
    const outcome = await post(entry);
    if (outcome) {
      kept.delete(entry.id);
      wait = FIRST_WAIT;
      tell(outcome.name, outcome.detail);
    } else {
      all = false;
      tell("offline", { id: entry.id });
      break;
    }
  }
  flushing = false;
  await tellWaiting();
  if (all) return;
  next = setTimeout(flush, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
};
