import { byId, element, setText } from './dom.js';
import * as format from './format.js';

const FEW = 12;
const SPOKEN_PAUSE = 10_000;
const CELLS = ['', 'number unique', 'number wide soft', 'number', 'number', 'number wide', 'number wide soft', ''];

const key = (row) => `${row.start}/${row.end}`;

/** The windows of the chosen group: the newest one big, the last ones as a table. */
export class Windows {
  constructor() {
    this.rows = new Map();
    this.all = false;
    this.spokenAt = 0;
    byId('more').addEventListener('click', () => {
      this.all = !this.all;
      this.draw([]);
    });
  }

  clear(group) {
    this.rows.clear();
    byId('rows').replaceChildren();
    this.group = group;
    setText(byId('hero-group'), group);
  }

  /** Takes in rows that are new or have changed, and leaves out what is too old. */
  update(rows, oldestEnd) {
    for (const row of rows) {
      this.rows.set(key(row), row);
    }
    for (const [name, row] of this.rows) {
      if (row.end < oldestEnd) {
        this.rows.delete(name);
      }
    }
    this.draw(rows.map(key));
  }

  /** The oldest first. */
  series() {
    return [...this.rows.values()].sort((a, b) => a.end - b.end || a.start - b.start);
  }

  draw(changed) {
    const newestFirst = this.series().reverse();
    this.hero(newestFirst[0]);
    const shown = this.all ? newestFirst : newestFirst.slice(0, FEW);
    this.table(shown, new Set(changed));
    const late = newestFirst.filter((row) => row.pane === 'LATE').length;
    setText(
      byId('windows-note'),
      newestFirst.length ? `${newestFirst.length} windows${late ? `, ${late} refined late` : ''}` : '',
    );
    byId('rows-empty').hidden = newestFirst.length > 0;
    byId('more').hidden = newestFirst.length <= FEW;
    setText(byId('more'), this.all ? 'Show fewer' : `Show all ${newestFirst.length}`);
  }

  hero(row) {
    const texts = row
      ? {
          unique: format.count(row.unique),
          error: format.error(row),
          interval: row.uniqueLow === row.uniqueHigh ? '(exact)' : `(95 %: ${format.interval(row)})`,
          pane: `· ${format.pane(row)}`,
          window: format.range(row),
          records: format.count(row.records),
          amount: format.amount(row.amountSum),
          average: format.amount(row.amountAvg),
        }
      : { unique: format.UNKNOWN, error: '', interval: '', pane: '', window: format.UNKNOWN, records: format.UNKNOWN, amount: format.UNKNOWN, average: format.UNKNOWN };
    for (const [name, text] of Object.entries(texts)) {
      setText(byId(`hero-${name}`), text);
    }
    byId('hero-pane').classList.toggle('late', row?.pane === 'LATE');
    if (row && Date.now() - this.spokenAt > SPOKEN_PAUSE) {
      this.spokenAt = Date.now();
      setText(
        byId('spoken'),
        `Window ${format.time(row.start)} to ${format.time(row.end)}, ${this.group}:` +
          ` ${texts.unique} unique, ${texts.records} records`,
      );
    }
  }

  table(shown, changed) {
    const body = byId('rows');
    const there = new Map([...body.children].map((line) => [line.dataset.key, line]));
    shown.forEach((row, index) => {
      const name = key(row);
      const line = there.get(name) ?? this.line(name);
      there.delete(name);
      this.fill(line, row, shown[0].end);
      if (body.children[index] !== line) {
        body.insertBefore(line, body.children[index] ?? null);
      }
      if (changed.has(name) && changed.size < FEW) {
        line.classList.remove('fresh');
        void line.offsetWidth;
        line.classList.add('fresh');
      }
    });
    there.forEach((line) => line.remove());
  }

  line(name) {
    const line = element('tr');
    line.dataset.key = name;
    line.append(...CELLS.map((className) => element('td', className)));
    return line;
  }

  fill(line, row, newest) {
    const texts = [
      `${format.timeNear(row.start, newest)}–${format.time(row.end)}`,
      `${format.count(row.unique)} ${format.error(row)}`.trim(),
      format.interval(row),
      format.count(row.records),
      format.amount(row.amountSum),
      format.amount(row.amountAvg),
      format.batches(row),
      format.pane(row),
    ];
    texts.forEach((text, index) => setText(line.children[index], text));
    line.classList.toggle('late', row.pane === 'LATE');
  }
}
