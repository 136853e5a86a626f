import { byId, element, setText } from './dom.js';
import { time } from './format.js';

function place(letter) {
  const parts = [time(letter.at)];
  if (letter.topic !== null) {
    parts.push(`${letter.topic}, partition ${letter.partition}, offset ${letter.offset}`);
  }
  if (letter.key) {
    parts.push(`key ${letter.key}`);
  }
  return parts.join(' · ');
}

function item(letter) {
  const made = element('li');
  made.append(
    element('p', 'reason', letter.reason ?? 'unknown reason'),
    element('p', '', letter.detail ?? ''),
    element('p', 'place', place(letter)),
    element('code', '', letter.value === null ? '(no value)' : letter.value || '(empty)'),
  );
  return made;
}

/** Shows the last dead letters, the latest first. */
export function showLetters(letters) {
  byId('letters').replaceChildren(...letters.map(item));
  byId('letters-empty').hidden = letters.length > 0;
  setText(byId('letters-note'), letters.length ? `last ${letters.length}` : '');
}
