// The page: told by the server what there is, and from then on what changes.

import { byId, setText } from './dom.js';
import { count } from './format.js';
import { Charts } from './charts.js';
import { Groups } from './groups.js';
import { showLetters } from './letters.js';
import { Status } from './status.js';
import { Windows } from './windows.js';

const AGAIN = 2_000;
const SILENCE = 8_000;

const status = new Status();
const charts = new Charts();
const windows = new Windows();
const groups = new Groups(choose);

let group = chosenInAddress();
let events;
let timer;

function chosenInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || 'all';
  } catch {
    return 'all';
  }
}

function choose(name) {
  group = name;
  history.replaceState(null, '', name === 'all' ? location.pathname : `#${encodeURIComponent(name)}`);
  groups.choose(name);
  connect();
}

function take(told) {
  windows.update(told.windows, told.oldestEnd);
  charts.show(windows.series());
  groups.show(told.groups, told.groupCount);
}

function connect() {
  events?.close();
  events = new EventSource(`api/events?group=${encodeURIComponent(group)}`);
  on('snapshot', (told) => {
    document.title = `${told.resultsTopic} – Sliderule`;
    setText(byId('topic'), told.resultsTopic);
    byId('letters-empty').textContent = told.deadLetterTopic
      ? `None in ${told.deadLetterTopic}.`
      : 'No dead-letter topic is known.';
    windows.clear(told.group);
    groups.choose(told.group);
    take(told);
  });
  on('update', take);
  on('status', (told) => {
    status.show(told);
    setText(byId('topic'), topicText(told));
  });
  on('deadLetters', (told) => showLetters(told.letters));
  events.onerror = () => {
    lost();
    // Refused for good: the browser itself would not try again.
    if (events.readyState === EventSource.CLOSED) {
      later(AGAIN);
    }
  };
  later(SILENCE);
}

function topicText(told) {
  const topic = document.title.replace(/ – Sliderule$/, '');
  return told.unreadable ? `${topic} (${count(told.unreadable)} records in it are no rows)` : topic;
}

function on(event, handle) {
  const source = events;
  source.addEventListener(event, (message) => {
    if (source === events) {
      later(SILENCE);
      handle(JSON.parse(message.data));
    }
  });
}

/** Connects anew unless something is heard before. */
function later(millis) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    lost();
    connect();
  }, millis);
}

function lost() {
  status.link('bad', 'no answer, reconnecting');
}

window.addEventListener('hashchange', () => choose(chosenInAddress()));
groups.choose(group);
connect();
