// How many answers still wait on this tablet, before it becomes another one. Meanwhile they are sent.
import "./look.js";
import { waiting } from "./journal.js";

const line = document.getElementById("left");

const show = (count) => {
  line.textContent = line.dataset.words.replace("{n}", count);
  line.hidden = !count;
};

document.addEventListener("hailong:waiting", (event) => show(event.detail.count));
waiting().then(show);
