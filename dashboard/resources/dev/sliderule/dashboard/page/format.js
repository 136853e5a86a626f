// Numbers and times as a person reads them. All times are UTC, as in the rows.

export const UNKNOWN = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

const known = (value) => value !== null && value !== undefined;

export const count = (value) => (known(value) ? whole.format(value) : UNKNOWN);

/** An amount, which comes as text and is formatted as such, without loss. */
export const amount = (text) => (known(text) ? money.format(text) : UNKNOWN);

export const compact = (value) => short.format(value);

const iso = (millis) => new Date(millis).toISOString();

/** Time of day; with fractions of a second only where there are some. */
export function time(millis) {
  return iso(millis).slice(11, millis % 1000 === 0 ? 19 : 23);
}

/** Time of day, and the day where it is not that of the newest window. */
export function timeNear(millis, newest) {
  const day = iso(millis).slice(0, 10);
  return day === iso(newest).slice(0, 10) ? time(millis) : `${day} ${time(millis)}`;
}

export const range = (row) => `${time(row.start)}–${time(row.end)}`;

/** How far the true number may be from the estimate, with its sign; nothing where it is exact. */
export function error(row) {
  const most = Math.max(row.uniqueHigh - row.unique, row.unique - row.uniqueLow);
  return most > 0 ? `±${whole.format(most)}` : '';
}

export const interval = (row) =>
  row.uniqueLow === row.uniqueHigh
    ? 'exact'
    : `${whole.format(row.uniqueLow)}–${whole.format(row.uniqueHigh)}`;

export const batches = (row) =>
  known(row.sequenceMin) && known(row.sequenceMax)
    ? `${row.sequenceMin}–${row.sequenceMax}`
    : UNKNOWN;

/** What made the row. */
export function pane(row) {
  if (row.pane === 'LATE') {
    return `LATE, revision ${row.revision}`;
  }
  const words = row.pane === 'EARLY' ? 'early' : 'on time';
  return row.revision > 0 ? `${words}, revision ${row.revision}` : words;
}

/** A time span in one unit, for a number that changes every second. */
export function span(millis) {
  if (!known(millis)) {
    return UNKNOWN;
  }
  const seconds = millis / 1000;
  if (seconds < 120) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }
  if (seconds < 7200) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}
