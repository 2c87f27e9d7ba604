"use strict";
// Keeps a live page fresh: the host says which sections changed, and they are exchanged. Without it the page reloads itself.
(() => {
  const lost = document.getElementById("lost");
  const stream = new EventSource(document.body.dataset.stream + location.search);
  stream.onopen = () => { lost.hidden = true; };
  stream.onerror = () => { lost.hidden = false; };
  stream.onmessage = (message) => {
    const changed = JSON.parse(message.data);
    for (const [id, markup] of Object.entries(changed)) {
      const section = document.getElementById(id);
      if (section) section.innerHTML = markup;
    }
  };
  stream.addEventListener("again", () => location.reload());
})();
