// The device's clock, which may be wrong and may be set while answers wait. The server corrects what
// an answer says of its time by what the same clock says when it is sent.

const SET_BACK = 60000;
const NAME = "hailong.clock";
const page = Math.random();

// Counts how often the clock was seen to go back: what was written before that is of another era.
// `seen` is how many seconds the server's clock was ahead, when it was last heard in this era.
const look = (heard) => {
  try {
    const [last, before, known = null] = JSON.parse(localStorage.getItem(NAME) || "[0,0]");
    const back = Date.now() < last - SET_BACK;
    const now = { era: before + (back ? 1 : 0), seen: heard ?? (back ? null : known) };
    localStorage.setItem(NAME, JSON.stringify([Date.now(), now.era, now.seen]));
    return now;
  } catch { return { era: 0, seen: null }; }
};
const era = () => look().era;

// The server has said what time it is.
export const hear = (time) => { if (time) look(Math.round((time - Date.now()) / 1000)); };

export const stamp = () => {
  const { era: now, seen } = look();
  return { page, kept: Date.now(), passed: performance.now(), era: now, skew: seen };
};

// By how many seconds the times of an answer are to be moved; null where nobody can know.
export const skewOf = (stamped) => {
  const { era: now, seen } = look();
  return stamped.skew ?? (stamped.era === now ? seen : null);
};

// What the clock that an answer was stamped with would say now; empty when that is not known.
export const nowBy = (stamped) => {
  const now = Date.now();
  if (stamped.page !== page) return stamped.era === era() ? new Date(now).toISOString() : "";
  // While a device sleeps its counter may stand still, and its clock may be set back: neither gains.
  const passed = Math.max(now - stamped.kept, performance.now() - stamped.passed);
  return new Date(stamped.kept + passed).toISOString();
};
