import { byId } from './dom.js';
import * as format from './format.js';

/* global Chart */

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const isLate = (row) => row.pane === 'LATE';

/** Limits of an axis that show the interval with some room, without making much of little. */
function around(rows) {
  const low = Math.min(...rows.map((row) => row.uniqueLow));
  const high = Math.max(...rows.map((row) => row.uniqueHigh));
  const room = Math.max(high - low, high / 5) / 4;
  return rows.length ? { suggestedMin: Math.max(0, low - room), suggestedMax: high + room } : {};
}

/** Three charts of the windows of a group. */
export class Charts {
  constructor() {
    this.rows = [];
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 11.5;
    this.unique = this.make('unique', 'line', [
      { key: 'uniqueLow', borderWidth: 0, pointRadius: 0, pointHitRadius: 0 },
      { key: 'uniqueHigh', borderWidth: 0, pointRadius: 0, pointHitRadius: 0, fill: '-1' },
      { key: 'unique', borderWidth: 2, cubicInterpolationMode: 'monotone' },
    ]);
    const bars = { borderRadius: 3, maxBarThickness: 28 };
    this.records = this.make('records', 'bar', [{ key: 'records', backgroundColor: () => colour('bar'), ...bars }]);
    this.amount = this.make('amount', 'bar', [{ key: 'amountSum', backgroundColor: () => colour('bar-2'), ...bars }]);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', () => this.paint());
    this.paint();
  }

  make(name, type, datasets) {
    return new Chart(byId(`chart-${name}`), {
      type,
      data: { labels: [], datasets: datasets.map((set) => ({ data: [], ...set })) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        normalized: true,
        interaction: { mode: 'index', intersect: false },
        plugins: {
          colors: { enabled: false },
          legend: { display: false },
          tooltip: {
            displayColors: false,
            padding: 10,
            filter: (item) => item.datasetIndex === item.chart.data.datasets.length - 1,
            callbacks: {
              title: (items) => (items.length ? format.range(this.rows[items[0].dataIndex]) : ''),
              label: (item) => this.tip(name, this.rows[item.dataIndex]),
            },
          },
        },
        scales: {
          x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 24 } },
          y: {
            beginAtZero: type === 'bar',
            border: { display: false },
            ticks: { maxTicksLimit: type === 'line' ? 6 : 4, callback: (value) => format.compact(value) },
          },
        },
      },
    });
  }

  tip(name, row) {
    const lines =
      name === 'unique'
        ? [`${format.count(row.unique)} unique ${format.error(row)}`.trim(), `95 %: ${format.interval(row)}`]
        : name === 'records'
          ? [`${format.count(row.records)} records`]
          : [format.amount(row.amountSum), `${format.amount(row.amountAvg)} on average`];
    return isLate(row) ? [...lines, format.pane(row)] : lines;
  }

  paint() {
    const ink = colour('soft');
    for (const chart of [this.unique, this.records, this.amount]) {
      const { x, y } = chart.options.scales;
      x.ticks.color = ink;
      y.ticks.color = ink;
      x.border = { color: colour('line') };
      y.grid = { color: colour('line') };
      Object.assign(chart.options.plugins.tooltip, {
        backgroundColor: colour('ink'),
        titleColor: colour('card'),
        bodyColor: colour('card'),
      });
    }
    this.unique.data.datasets[1].backgroundColor = colour('band');
    this.unique.data.datasets[2].borderColor = colour('accent');
    this.colours = { late: colour('late'), lateBack: colour('late-back'), accent: colour('accent') };
    this.show(this.rows);
  }

  /** Shows rows, the oldest first. */
  show(rows) {
    this.rows = rows;
    const { late, lateBack, accent } = this.colours;
    for (const chart of [this.unique, this.records, this.amount]) {
      chart.data.labels = rows.map((row) => format.time(row.end));
      for (const set of chart.data.datasets) {
        set.data = rows.map((row) => Number(row[set.key]));
      }
    }
    const line = this.unique.data.datasets[2];
    line.pointRadius = rows.map((row, i) => (isLate(row) ? 4.5 : i === rows.length - 1 ? 4 : 1.5));
    line.pointBorderWidth = rows.map((row) => (isLate(row) ? 2 : 1));
    line.pointBorderColor = rows.map((row) => (isLate(row) ? late : accent));
    line.pointBackgroundColor = rows.map((row) => (isLate(row) ? lateBack : accent));
    Object.assign(this.unique.options.scales.y, around(rows));
    this.describe();
    for (const chart of [this.unique, this.records, this.amount]) {
      chart.update('none');
    }
  }

  /** In words, for those who do not see it; the numbers themselves are in the table. */
  describe() {
    const newest = this.rows[this.rows.length - 1];
    const most = (name, text) => (newest ? `${this.rows.length} windows, ${name} in the newest: ${text}` : 'no windows yet');
    byId('chart-unique').setAttribute('aria-label', `Line of unique per window; ${most('unique', newest && format.count(newest.unique))}. The numbers are in the table of windows.`);
    byId('chart-records').setAttribute('aria-label', `Bars of records per window; ${most('records', newest && format.count(newest.records))}. The numbers are in the table of windows.`);
    byId('chart-amount').setAttribute('aria-label', `Bars of amount per window; ${most('amount', newest && format.amount(newest.amountSum))}. The numbers are in the table of windows.`);
  }
}
