// The device's clock, which may be wrong and may be set while answers wait. The server corrects what
// an answer says of its time by what the same clock says when it is sent.

const SET_BACK = 60000;
const NAME = "hailong.clock";
const page = Math.random();

// Counts how often the clock was seen to go back: what was written before that is of another era.
const era = () => {
  try {
    const [last, before] = JSON.parse(localStorage.getItem(NAME) || "[0,0]");
    const now = before + (Date.now() < last - SET_BACK ? 1 : 0);
    localStorage.setItem(NAME, JSON.stringify([Date.now(), now]));
    return now;
  } catch { return 0; }
};

export const stamp = () => ({ page, kept: Date.now(), passed: performance.now(), era: era() });

// What the clock that an answer was stamped with would say now; empty when that is not known.
export const nowBy = (stamped) => {
  const now = Date.now();
  if (stamped.page !== page) return stamped.era === era() ? new Date(now).toISOString() : "";
  // While a device sleeps its counter may stand still, and its clock may be set back: neither gains.
  const passed = Math.max(now - stamped.kept, performance.now() - stamped.passed);
  return new Date(stamped.kept + passed).toISOString();
};
