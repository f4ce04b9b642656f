// Tells the server from time to time that this tablet is alive, and hears the time and which page to show.
import { waiting } from "./journal.js";

const battery = async () => {
  try {
    return Math.round((await navigator.getBattery()).level * 100);
  } catch {
    return null;
  }
};

// `version` is the page that is shown. Resolves to what the server says, null when it cannot be heard.
export const beat = async (version) => {
  const said = {
    waiting: await waiting(), battery: await battery(), clock: new Date().toISOString(), version,
  };
  try {
    const reply = await fetch("/api/v1/devices/heartbeat", {
      method: "POST", body: JSON.stringify(said), headers: { "Content-Type": "application/json" },
    });
    const heard = await reply.json();
    if (heard.now) document.dispatchEvent(new CustomEvent("hailong:time", { detail: heard }));
    return heard.now || heard.code ? heard : null;
  } catch {
    return null;
  }
};
