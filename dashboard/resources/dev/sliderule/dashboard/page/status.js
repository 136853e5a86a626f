import { byId, element, setText } from './dom.js';
import { UNKNOWN, count, span } from './format.js';

const COUNTERS = [
  ['sent', 'sent'],
  ['read', 'read'],
  ['counted', 'counted'],
  ['late', 'late'],
  ['malformed', 'malformed'],
  ['lag', 'consumer lag'],
  ['delay', 'watermark delay'],
];

const KAFKA = {
  CONNECTING: ['wait', 'connecting to Kafka'],
  WAITING: ['wait', 'waiting for the topic'],
  READING: ['live', 'live'],
  UNREACHABLE: ['bad', 'Kafka does not answer'],
};

/** The strip of counters, and the word on how the connection is. */
export class Status {
  constructor() {
    this.values = {};
    for (const [key, label] of COUNTERS) {
      const box = element('div');
      const value = element('dd', '', UNKNOWN);
      value.id = `counter-${key}`;
      box.append(element('dt', '', label), value);
      byId('counters').append(box);
      this.values[key] = value;
    }
  }

  show(status) {
    this.link(...KAFKA[status.kafka]);
    for (const key of ['read', 'counted', 'late', 'malformed', 'lag']) {
      setText(this.values[key], count(status[key]));
    }
    setText(this.values.sent, count(status.sent));
    if (status.total) {
      this.values.sent.append(element('span', 'of', ` of ${count(status.total)}`));
    }
    setText(this.values.delay, span(status.watermarkDelay));
    for (const key of ['late', 'malformed']) {
      this.values[key].parentElement.classList.toggle('alert', status[key] > 0);
    }
  }

  /** Tells how the connection is: wait, live or bad. */
  link(state, text) {
    byId('link').dataset.state = state;
    setText(byId('link'), text);
  }
}
