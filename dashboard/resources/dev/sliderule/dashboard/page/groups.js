import { byId, element, setText } from './dom.js';
import { count } from './format.js';

const SEARCH_PAUSE = 150;

/** A name that is broken behind its first field, if it must be. */
function label(name) {
  const made = element('span');
  const field = name.slice(0, name.indexOf('=') + 1);
  made.append(element('span', 'soft', field), document.createElement('wbr'), name.slice(field.length));
  return made;
}

/** The list of groups: the largest, or those that a search finds. */
export class Groups {
  /** Calls select with the name of a group that was chosen. */
  constructor(select) {
    this.select = select;
    this.buttons = new Map();
    this.top = [];
    this.found = null;
    this.total = 0;
    this.chosen = '';
    this.search = byId('search');
    this.search.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), SEARCH_PAUSE);
    });
  }

  choose(name) {
    this.chosen = name;
    this.draw();
  }

  show(top, total) {
    this.top = top;
    this.total = total;
    if (this.search.value.trim()) {
      // What was found has new numbers as well.
      this.again ??= setTimeout(() => {
        this.again = undefined;
        this.find();
      }, 1000);
    }
    this.draw();
  }

  async find() {
    const text = this.search.value.trim();
    if (!text) {
      this.found = null;
      this.draw();
      return;
    }
    try {
      const response = await fetch(`api/groups?search=${encodeURIComponent(text)}`);
      const answer = await response.json();
      if (this.search.value.trim() === text) {
        this.found = answer.groups;
        this.draw();
      }
    } catch {
      // The server is away, which the page says already.
    }
  }

  draw() {
    const shown = this.found ?? this.top;
    const largest = Math.max(1, ...shown.map((group) => group.unique));
    const names = new Set(shown.map((group) => group.name));
    for (const [name, button] of this.buttons) {
      if (!names.has(name)) {
        button.parentElement.remove();
        this.buttons.delete(name);
      }
    }
    shown.forEach((group, index) => {
      const button = this.button(group.name);
      setText(button.lastChild, count(group.unique));
      button.style.setProperty('--part', group.unique / largest);
      button.setAttribute('aria-pressed', String(group.name === this.chosen));
      this.place(button.parentElement, index);
    });
    setText(byId('groups-note'), this.note(shown.length));
  }

  note(shown) {
    if (this.found) {
      return shown ? `${count(shown)} found` : 'none found';
    }
    return this.total > shown ? `top ${count(shown)} of ${count(this.total)}` : count(this.total);
  }

  /** Moves an item only if it is elsewhere: moving takes the focus away. */
  place(item, index) {
    const list = byId('groups');
    const there = list.children[index];
    if (there !== item) {
      const focused = item.contains(document.activeElement);
      list.insertBefore(item, there ?? null);
      if (focused) {
        item.firstChild.focus({ preventScroll: true });
      }
    }
  }

  button(name) {
    let button = this.buttons.get(name);
    if (!button) {
      button = element('button');
      button.type = 'button';
      button.append(label(name), element('span'));
      button.addEventListener('click', () => this.select(name));
      const item = element('li');
      item.append(button);
      byId('groups').append(item);
      this.buttons.set(name, button);
    }
    return button;
  }
}
