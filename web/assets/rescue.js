// The rescue page: saves what waits on this device as a file, sealed where the browser can seal.
import { skewOf } from "./clock.js";
import "./look.js";
import { forget, refused, unsent } from "./journal.js";

const page = document.getElementById("rescue");
const byId = (id) => document.getElementById(id);
const words = page.dataset;
const text = new TextEncoder();

const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(""));
const bytes = (written) => Uint8Array.from(atob(written), (one) => one.charCodeAt(0));

// With a passing key of its own, so that nobody but the server reads the file, not even this device.
const sealed = async (content) => {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const server = await crypto.subtle.importKey("raw", bytes(words.key), curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
  const kdf = {
    name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: text.encode("hailong rescue file"),
  };
  const from = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(kdf, from, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(content));
  const point = await crypto.subtle.exportKey("raw", own.publicKey);
  return [{ key: base64(point), iv: base64(iv) }, base64(hidden)];
};

const file = async (entries) => {
  const lines = entries.map((entry) => JSON.stringify({
    body: entry.body, notice: entry.notice, refused: entry.refused,
    kept: new Date(entry.kept).toISOString(), skew: skewOf(entry),
  }));
  const [seal, content] = crypto.subtle ? await sealed(lines.join("\n")) : [{}, lines.join("\n")];
  return `${JSON.stringify({ hailong: "rescue", version: 1, saved: new Date().toISOString(), ...seal })}\n${content}\n`;
};

const save = async () => {
  const entries = [...await unsent(), ...await refused()];
  const moment = new Date().toISOString().replace(/\D/g, "").slice(0, 12);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await file(entries)], { type: "application/x-ndjson" }));
  link.download = `phieu-cho-gui-${words.code}-${moment}.jsonl`;
  link.click();
  URL.revokeObjectURL(link.href);
  byId("done").textContent = words.saved.replace("{count}", entries.length).replace("{file}", link.download);
};

const show = async () => {
  const [wait, back] = [(await unsent()).length, (await refused()).length];
  byId("count").textContent = words.count.replace("{count}", wait).replace("{refused}", back);
  byId("save").disabled = !(wait + back);
};

// The server's list of what is safe there: only that leaves the device.
const wipe = async (event) => {
  let told = {};
  try { told = JSON.parse(await event.target.files[0].text()); } catch { told = {}; }
  event.target.value = "";
  if (told.hailong !== "safe" || !Array.isArray(told.ids)) { byId("done").textContent = words.strange; return; }
  const before = (await unsent()).length + (await refused()).length;
  for (const id of told.ids) await forget(id);
  const after = (await unsent()).length + (await refused()).length;
  byId("done").textContent = words.wiped.replace("{count}", before - after);
  await show();
};

byId("save").addEventListener("click", save);
byId("safe").addEventListener("change", wipe);
for (const one of page.querySelectorAll(".sealed")) one.hidden = !crypto.subtle;
for (const one of page.querySelectorAll(".open")) one.hidden = Boolean(crypto.subtle);
document.addEventListener("hailong:waiting", show);
show();
