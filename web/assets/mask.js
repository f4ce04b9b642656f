// Hides telephone and identity numbers, dossier codes and e-mail addresses before a comment is kept on
// the device. The server hides them again, and names besides: its rules are those that count, and a
// test holds these to them (surveys/masking.py).

const WORD = "\\p{L}\\p{N}_";

// Nothing looks behind: browsers of 2022 would not even read the script.
const EMAIL = new RegExp(`(^|[^${WORD}.+\\-])[${WORD}.+\\-]{1,64}\\s?@\\s?[${WORD}\\-]{1,64}`
  + `(?:\\.[${WORD}\\-]{1,64}){1,5}`, "gu");
const DOSSIER = new RegExp(`(^|[^${WORD}])[A-Z]\\d{2}(?:\\.\\d{1,3})*-\\d{6}-\\d{3,}(?![${WORD}])`, "gu");
const DIGITS = /\+?\d(?:(?:[^\p{L}\p{N}_\n]|_){0,3}\d){7,}/gu;
const DAY = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$/;
const MONEY = /^(?:[1-9]\d{0,2}(?:[.\s]\d{3})+|\d+)$/;
const MONEY_WORD = new RegExp(`^\\s*(?:đồng|đ(?![${WORD}])|vnđ|vnd|₫|triệu|nghìn)`, "iu");

const number = (written, at, text) => {
  if (DAY.test(written)) return written;
  if (MONEY.test(written) && MONEY_WORD.test(text.slice(at + written.length))) return written;
  const digits = written.replace(/\D/g, "");
  if ([10, 11].includes(digits.length) && /^(0|84)/.test(digits)) return "[số điện thoại]";
  return [9, 12].includes(digits.length) ? "[số giấy tờ]" : "[số]";
};

export const masked = (text) => text
  .replace(EMAIL, "$1[email]")
  .replace(DOSSIER, "$1[mã hồ sơ]")
  .replace(DIGITS, number);
