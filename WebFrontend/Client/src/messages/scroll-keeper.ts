// Keeps the text under the reader's eyes where it is, whatever is added or taken above or below.

/** This near to the end counts as the end. */
const BOTTOM_PX = 24;

export class ScrollKeeper {
  readonly #scroller: HTMLElement;
  #pinned = true;
  #anchor: { readonly row: HTMLElement; readonly top: number } | null = null;
  #lastTop = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** True while the reader is at the end and wants to stay there. */
  get pinned(): boolean {
    return this.#pinned;
  }

  get toTop(): number {
    return this.#scroller.scrollTop;
  }

  get toBottom(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** The reader scrolled: remember where. */
  scrolled(): void {
    this.#pinned = this.toBottom <= BOTTOM_PX;
    this.#lastTop = this.#scroller.scrollTop;
    this.#remember();
  }

  /** The content changed: put things back. */
  settle(): void {
    const scroller = this.#scroller;
    if (this.#pinned && scroller.scrollTop < this.#lastTop - 1 && this.toBottom > BOTTOM_PX) {
      this.scrolled(); // the reader moved up and the event has not come yet
    }
    if (this.#pinned) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (this.#anchor?.row.isConnected === true) {
      // measured within the content, so that scrolling meanwhile does not count
      const moved = this.#within(this.#anchor.row) - this.#anchor.top;
      if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
    }
    this.#lastTop = scroller.scrollTop;
    this.#remember();
  }

  toEnd(): void {
    this.#pinned = true;
    this.settle();
  }

  /** Puts a row a quarter down the page, unless the end is nearer than that. */
  show(row: HTMLElement): void {
    this.#scroller.scrollTop = this.#within(row) - this.#scroller.clientHeight / 4;
    this.scrolled();
  }

  /** Where the reader is; null at the end. */
  get place(): { readonly row: HTMLElement; readonly px: number } | null {
    if (this.#pinned || this.#anchor?.row.isConnected !== true) return null;
    return { row: this.#anchor.row, px: this.#within(this.#anchor.row) - this.#scroller.scrollTop };
  }

  /** Puts a row where it was. */
  restore(row: HTMLElement, px: number): void {
    this.#scroller.scrollTop = this.#within(row) - px;
    this.scrolled();
  }

  #within(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top + this.#scroller.scrollTop;
  }

  /** The first row that is in sight. */
  #remember(): void {
    const top = this.#scroller.getBoundingClientRect().top;
    const rows = this.#scroller.querySelectorAll<HTMLElement>('[data-row]');
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]!.getBoundingClientRect().bottom > top + 1) high = middle;
      else low = middle + 1;
    }
    const row = rows[low];
    this.#anchor = row === undefined ? null : { row, top: this.#within(row) };
  }
}
