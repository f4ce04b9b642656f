// Notices when nobody touches the screen any more: first it warns, then it says that the person left.
// Times are in seconds. Asleep or hidden, a tablet may miss ticks: the clock decides, not their number.

const TICK = 250;
let limits = { idle: 0, warning: 0 };
let since = 0;
let watching = null;
let warned = false;

const tick = () => {
  const quiet = (performance.now() - since) / 1000;
  const left = Math.ceil(limits.idle + limits.warning - quiet);
  if (left <= 0) {
    const gone = watching.gone;
    rest();
    gone();
  } else if (quiet >= limits.idle) {
    if (!warned) watching.warn();
    warned = true;
    watching.count(left);
  }
};

// Somebody is there. A warning stays until its button is pressed.
export const touched = () => {
  if (!warned) since = performance.now();
};

export const stay = () => {
  warned = false;
  since = performance.now();
};

let timer = 0;
// Watches with `idle` and `warning` seconds; calls warn(), count(seconds left) and gone().
export const watch = (seconds, calls) => {
  clearInterval(timer);
  limits = seconds;
  watching = calls;
  stay();
  timer = setInterval(tick, TICK);
};

export const rest = () => {
  clearInterval(timer);
  watching = null;
  warned = false;
};
