// What the citizen has answered so far, read from the form's own fields.

import { masked } from "./mask.js";

let form;
let fields;

// Which form is answered: the page's own, or at a kiosk the copy of the person who is there.
export const answering = (other) => {
  form = other;
  fields = form ? [...form.querySelectorAll("fieldset")] : [];
  return form;
};
answering(document.getElementById("questions"));

const collect = {
  rating: (v) => Number(v[0]),
  number: (v) => (/^\s*-?\d{1,9}\s*$/.test(v[0]) ? Number(v[0]) : v[0]),
  yesno: (v) => v[0] === "yes",
  choice: (v) => v[0],
  choices: (v) => v,
  text: (v) => masked(v[0]),
};

export const answerOf = (field) => {
  const v = new FormData(form).getAll(field.dataset.id).filter((value) => value !== "");
  if (!v.length) return null;
  if (v[0] === "na" && field.dataset.kind !== "text") return "na";
  return collect[field.dataset.kind](v);
};

// The questions that are asked, as their conditions stand with what was answered before them.
export const asked = () => {
  const answers = {};
  return fields.filter((field) => {
    const { if: question, is: values, long } = field.dataset;
    if (long !== undefined && answers.more !== true) return false;
    if (question) {
      const given = [answers[question]].flat();
      if (!JSON.parse(values).some((value) => given.includes(value))) return false;
    }
    answers[field.dataset.id] = answerOf(field);
    return true;
  });
};

export const showOnly = (shown) => {
  for (const field of fields) field.hidden = field !== shown;
};

// Browsers offer randomUUID only over HTTPS; an office's http address has getRandomValues.
export const uuid = () => crypto.randomUUID ? crypto.randomUUID()
  : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

// The answer as the server takes it; its fields are fixed.
export const answer = (id, startedAt) => {
  const answers = {};
  for (const field of asked()) {
    const given = answerOf(field);
    if (given !== null) answers[field.dataset.id] = given;
  }
  const { code, questionnaire, lang: language } = form.dataset;
  return {
    id, code, questionnaire, answers,
    started_at: startedAt, finished_at: new Date().toISOString(), language,
  };
};
