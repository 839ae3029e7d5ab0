// The ways between photo, shelves and product pages: links, the address, the browser's own back and forward, and keys.
import {address, read, tab} from './route.js';

export class Navigator {
  /** @param {(request: object, preview?: string) => void} follow shows what a request asks for; a picture may be shown at once. */
  constructor(follow) {
    this.follow = follow;
    window.addEventListener('popstate', () => this.arrive(read(window.location.search)));
    document.addEventListener('click', (event) => this.onClick(event));
    document.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** What the page was opened with. */
  get first() {
    return read(window.location.search);
  }

  /** Show what a request asks for, as a step of the browser's history. */
  go(request, preview) {
    this.note(request);
    this.arrive(request, preview);
  }

  /** Write a request into the address without following it. */
  note(request) {
    if (address(request) !== address(read(window.location.search))) window.history.pushState(null, '', address(request));
    this.mark(request);
  }

  /** Mark the way to shop that a request belongs to. */
  mark(request) {
    for (const node of document.querySelectorAll('#btl-header [data-tab]')) {
      if (node.dataset.tab === tab(request)) node.setAttribute('aria-current', 'page');
      else node.removeAttribute('aria-current');
    }
  }

  arrive(request, preview) {
    this.mark(request);
    this.follow(request, preview);
  }

  onClick(event) {
    const target = event.target.closest?.('a[data-action="go"], #btl-header a[data-tab]');
    // With a modifier key, a link opens in a tab or window of its own.
    if (!target || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    target.closest('dialog')?.close();
    this.go(read(new URL(target.href).search), target.querySelector('img')?.src);
  }

  /** Arrow keys lead to the neighbours of a product, unless something else on the page needs them. */
  onKey(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.('input, textarea, select, dialog') || document.querySelector('dialog[open]')) return;
    document.querySelector(`.btl-product .btl-step[data-step="${CSS.escape(event.key)}"]`)?.click();
  }
}
