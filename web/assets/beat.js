// Tells the server from time to time that this tablet is alive, and hears the time and which page to show.
import { hear } from "./clock.js";
import { forgetRefused, refused, waiting } from "./journal.js";

const battery = async () => {
  try {
    return Math.round((await navigator.getBattery()).level * 100);
  } catch {
    return null;
  }
};

// `version` is the page that is shown. Resolves to what the server says, null when it cannot be heard.
export const beat = async (version) => {
  const back = await refused();
  const said = {
    waiting: await waiting(), battery: await battery(), clock: new Date().toISOString(), version,
    refused: back.length, last_refused: back.at(-1)?.at || 0,
  };
  try {
    const reply = await fetch("/api/v1/devices/heartbeat", {
      method: "POST", body: JSON.stringify(said), headers: { "Content-Type": "application/json" },
    });
    const heard = await reply.json();
    if (heard.forget) await forgetRefused(heard.forget);
    hear(Date.parse(heard.now));
    if (heard.now) document.dispatchEvent(new CustomEvent("hailong:time", { detail: heard }));
    return heard.now || heard.code ? heard : null;
  } catch {
    return null;
  }
};
