// What Gradio's progress tracker says, in the page's own place and words. Where it says nothing that is understood here
// (another release, say), the page keeps its "This takes a moment."

/** Follow the hidden tracker for as long as the page is open. */
export function followStages(root) {
  const tracker = document.getElementById('btl-stages');
  if (!tracker) return;
  new MutationObserver(() => showStage(root, tracker)).observe(tracker, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['style'],
  });
}

function showStage(root, tracker) {
  const [text, bar] = [root.querySelector('.btl-stage-text'), root.querySelector('.btl-stage-bar > span')];
  if (!text) return;
  const stage = tracker.querySelector('.progress-level-inner')?.textContent.match(/^\s*(.+?)\s*-\s*[\d.]+%\s*$/);
  const queue = tracker.querySelector('.progress-text')?.textContent.match(/queue:\s*(\d+)\/\d+/);
  if (stage) {
    setText(text, stage[1]);
    bar.style.setProperty('width', tracker.querySelector('.progress-bar')?.style.width ?? '0%');
  } else if (queue && Number(queue[1]) > 1) {
    setText(text, Number(queue[1]) === 2 ? 'One search is before yours.' : `${Number(queue[1]) - 1} searches are before yours.`);
  }
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
