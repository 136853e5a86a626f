// Everything that comes from Kafka goes into the page through these: as text, never as HTML.

export const byId = (id) => document.getElementById(id);

/** Sets a text unless it is there already, so that screen readers and selections keep calm. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** An element with a class and a text. */
export function element(name, className = '', text = '') {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.textContent = text;
  return made;
}
