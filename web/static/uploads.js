// A shopper's photo on its way: chosen, dropped or pasted, checked, sent, and shown while the search runs.
import {computing} from './views.js';

const LOST = 'The photo did not arrive. Check your connection, then choose it again.';

export class Uploads {
  /**
   * @param {Function} upload of Gradio
   * @param {Page} page
   */
  constructor(upload, page) {
    this.upload = upload;
    this.page = page;
    this.preview = null;
    this.busy = false;
    this.sent = 0;
    // Of the last search: its name, and the photo that it was made with.
    this.last = {};
    page.root.addEventListener('change', (event) => this.onFiles(event.target.matches('[data-photo]') ? event.target.files : null));
    document.addEventListener('paste', (event) => this.onFiles(event.clipboardData?.files));
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      this.onFiles(event.dataTransfer?.files);
    });
  }

  async onFiles(files) {
    const file = files?.[0];
    if (!file || this.busy) return;
    this.page.navigator.note({});
    const limit = this.page.welcome?.max_mb;
    if (limit && file.size > limit * 2 ** 20) {
      this.page.show({state: 'problem', message: `The file is larger than ${limit} MB. Choose a smaller photo.`, again: false});
      return;
    }
    await this.sendFile(file);
  }

  async sendFile(file) {
    const asked = this.compute(URL.createObjectURL(file), () => this.sendFile(file), {file});
    try {
      const {path} = await this.upload(file);
      if (this.page.asked === asked) this.page.search({upload: path, name: file.name, asked});
    } catch {
      this.page.show({state: 'problem', message: LOST, again: true, asked});
    }
  }

  /** Search with something that the server has already. */
  send(request, preview) {
    const asked = this.compute(preview, () => this.send(request, preview), request);
    this.page.search({...request, asked});
  }

  /** Show that a search runs; the name of its request. */
  compute(preview, repeat, source) {
    this.done();
    this.busy = true;
    this.preview = preview;
    this.page.repeat = repeat;
    this.page.asked = `photo ${++this.sent}`;
    this.last = {asked: this.page.asked, source};
    this.page.put(computing(preview), true);
    this.page.say('Searching. This takes a moment.');
    return this.page.asked;
  }

  /** The photo that an answer is about, if that answer is the last one. */
  source(asked) {
    return asked !== undefined && asked === this.last.asked ? this.last.source : null;
  }

  /** The search is over, whatever came of it. */
  done() {
    if (this.preview?.startsWith('blob:')) URL.revokeObjectURL(this.preview);
    this.preview = null;
    this.busy = false;
  }
}
