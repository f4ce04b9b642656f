// Large type and high contrast, for as long as this page is open: the next person finds them off.
const root = document.documentElement;
const buttons = [...document.querySelectorAll("[data-look]")];

const set = (button, on) => {
  root.classList.toggle(button.dataset.look, on);
  button.setAttribute("aria-pressed", String(on));
};

for (const button of buttons) {
  set(button, false); // also after a return to a page that the browser kept
  button.hidden = false;
  button.addEventListener("click", () => set(button, button.getAttribute("aria-pressed") !== "true"));
}
document.addEventListener("hailong:wiped", () => buttons.forEach((button) => set(button, false)));
