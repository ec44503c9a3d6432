import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Account, PASSWORD } from './account.ts';

/** What people wait for at most. */
const PATIENCE_MS = 15_000;
const POLL_MS = 50;

/** A message as it stands on the page. */
export type Shown = {
  readonly seq: number | null;
  /** Null: deleted. */
  readonly text: string | null;
  readonly edited: boolean;
  readonly state: 'sent' | 'sending' | 'failed';
};

/** What the browser itself writes when the server is not there: no fault of the page. */
const NO_CONNECTION = /net::ERR_(?:CONNECTION|INTERNET|SOCKET|EMPTY|NETWORK|FAILED)\w*|WebSocket connection to '.*' failed/;
/** Most tests are not about the service worker, and do without. */
const NO_WORKER = /Service Worker registration blocked by Playwright/;
/** Somebody without a session asks who they are; browsers report every 401. */
const WHO_AM_I = /\/api\/v1\/me$/;

/** Someone with a browser of their own. Speaks of what a person does and sees. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly url: string;
  /** What the console said that it should not. */
  readonly faults: string[] = [];
  readonly #tolerated: RegExp[] = [NO_WORKER];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
    this.#listen(page);
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 700 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return new Person(context, await context.newPage(), url);
  }

  /** Another tab of the same browser. */
  async tab(path: string): Promise<Person> {
    const tab = new Person(this.context, await this.context.newPage(), this.url);
    await tab.goes(path);
    return tab;
  }

  /** From now on there may be no connection, and the browser may say so. */
  mayLoseConnection(): void {
    this.mayReport(NO_CONNECTION);
  }

  /** The browser is expected to report this. */
  mayReport(words: RegExp): void {
    this.#tolerated.push(words);
  }

  // ── The door ─────────────────────────────────────────────────────────────────────────────────────────

  /** Gets a session without the form. */
  async has(account: Account): Promise<void> {
    const data = { userName: account.userName, password: PASSWORD, device: 'Browser', cookie: true };
    const answer = await this.context.request.post(`${this.url}/api/v1/sessions`, { data });
    expect(answer.status()).toBe(201);
  }

  async fillsIn(fields: { userName: string; password: string; displayName?: string }): Promise<void> {
    await this.page.getByLabel('User name').fill(fields.userName);
    if (fields.displayName !== undefined) await this.page.getByLabel('Display name').fill(fields.displayName);
    await this.page.getByLabel('Password', { exact: true }).fill(fields.password);
    await this.page.keyboard.press('Enter');
  }

  async signsOut(): Promise<void> {
    this.mayReport(/status of 401/); // what was being loaded
    await this.page.getByRole('button', { name: 'Account and settings' }).click();
    await this.clicks('Sign out');
    await this.isAtTheDoor();
  }

  async isAtTheDoor(): Promise<void> {
    await this.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  }

  // ── Moving about ─────────────────────────────────────────────────────────────────────────────────────

  async goes(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  /** Into a room by its address; there when its messages are, and the connection is up. */
  async entersRoom(name: string): Promise<void> {
    await this.goes(`/rooms/${name}`);
    await this.isInRoom(name);
    await this.isOnline();
  }

  /** A click in the list of rooms. */
  async opensRoom(title: string): Promise<void> {
    await this.roomInList(title).click();
    await this.page.getByRole('heading', { name: title, level: 1 }).waitFor();
  }

  async isInRoom(name: string): Promise<void> {
    await this.page.waitForURL(`**/rooms/${name}`);
    await this.page.locator('.log[aria-busy=false]').waitFor();
  }

  async isOnline(): Promise<void> {
    await this.page.locator('.account-dot.on').waitFor({ state: 'attached' });
  }

  async reloads(): Promise<void> {
    await this.page.reload();
  }

  async clicks(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get composer(): Locator {
    return this.page.locator('.composer textarea');
  }

  get log(): Locator {
    return this.page.locator('.log-scroll');
  }

  get banner(): Locator {
    return this.page.locator('.banner');
  }

  roomInList(title: string): Locator {
    return this.page.getByRole('navigation').getByRole('link').filter({ hasText: title });
  }

  /** The rooms of the list with their unread counts. */
  async roomList(): Promise<Record<string, number>> {
    return await this.page.locator('.room-item').evaluateAll((items) =>
      Object.fromEntries(items.map((item) => [
        item.querySelector('.room-item-title')?.textContent ?? '',
        Number(item.querySelector('.badge [aria-hidden]')?.textContent ?? 0),
      ])),
    );
  }

  // ── Talking ──────────────────────────────────────────────────────────────────────────────────────────

  async writes(text: string): Promise<void> {
    await this.composer.fill(text);
  }

  async says(text: string): Promise<void> {
    await this.writes(text);
    await this.composer.press('Enter');
  }

  /** The up arrow in an empty composer. */
  async editsLast(text: string): Promise<void> {
    await this.composer.press('ArrowUp');
    await this.page.getByText('Editing your message').waitFor();
    await this.says(text);
  }

  async deletes(text: string): Promise<void> {
    const row = this.message(text);
    await row.hover();
    await row.getByRole('button', { name: 'Delete message' }).click();
    await this.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await this.page.locator('.toast').getByRole('button', { name: 'Close' }).click(); // at once, instead of when it can no longer be taken back
  }

  /** Opens the dialog that passes a message on. */
  async forwards(text: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: 'More actions' }).click();
    await this.page.getByRole('button', { name: 'Forward message' }).click();
  }

  message(text: string): Locator {
    return this.page.locator('.message').filter({ hasText: text });
  }

  /** All messages on the page, from top to bottom. */
  async messages(): Promise<Shown[]> {
    return await this.page.locator('.message').evaluateAll((rows) =>
      rows.map((row): { seq: number | null; text: string | null; edited: boolean; state: 'sent' | 'sending' | 'failed' } => {
        const box = row.querySelector('.message-text');
        const words = box?.cloneNode(true) as HTMLElement | undefined;
        for (const mark of words?.querySelectorAll('.message-mark') ?? []) mark.remove();
        return {
          seq: row instanceof HTMLElement && row.dataset['seq'] !== undefined ? Number(row.dataset['seq']) : null,
          text: words?.textContent ?? null,
          edited: box?.querySelector('.message-mark') != null,
          state: row.classList.contains('message-sending') ? 'sending' : row.classList.contains('message-failed') ? 'failed' : 'sent',
        };
      }),
    );
  }

  async texts(): Promise<(string | null)[]> {
    return (await this.messages()).map((message) => message.text);
  }

  /** Waits until the message is on the page, once, and confirmed. */
  async sees(text: string): Promise<void> {
    await soon(async () => (await this.messages()).filter((message) => message.text === text), [expect.objectContaining({ state: 'sent' })]);
  }

  async seesEdited(text: string): Promise<void> {
    await soon(async () => (await this.messages()).filter((message) => message.text === text), [expect.objectContaining({ edited: true })]);
  }

  async seesNot(text: string): Promise<void> {
    await soon(async () => (await this.texts()).includes(text), false);
  }

  /** Waits until exactly these messages are on the page, in this order, confirmed. Null: a deleted one. */
  async seesExactly(texts: readonly (string | null)[], among: RegExp): Promise<void> {
    await soon(
      async () => (await this.messages()).filter(({ text }) => text === null || among.test(text)).map(({ text, state }) => (state === 'sent' ? text : `${state}: ${text}`)),
      texts,
    );
  }

  async seesTyping(words: string): Promise<void> {
    await this.page.getByText(words).waitFor();
  }

  async seesUnread(rooms: Record<string, number>): Promise<void> {
    await soon(async () => {
      const list = await this.roomList();
      return Object.fromEntries(Object.keys(rooms).map((title) => [title, list[title]]));
    }, rooms);
  }

  async seesTitle(title: string): Promise<void> {
    await soon(async () => await this.page.title(), title);
  }

  /** Nothing is below what is on the screen. */
  async isAtTheEnd(): Promise<void> {
    await soon(async () => await this.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 3), true);
  }

  /** To the end, also from the line of the new messages. */
  async jumpsToLatest(): Promise<void> {
    await soon(
      async () =>
        await this.page.evaluate(() => {
          document.querySelector<HTMLElement>('.jump')?.click();
          const log = document.querySelector('.log-scroll');
          if (log === null || log.querySelector('.log[aria-busy=false]') === null) return false; // before a room is loaded it is at its end, too
          return log.scrollHeight - log.scrollTop - log.clientHeight < 3;
        }),
      true,
    );
  }

  // ── The end ──────────────────────────────────────────────────────────────────────────────────────────

  async leaves(): Promise<void> {
    await this.context.close();
  }

  #listen(page: Page): void {
    const heard = (words: string): void => {
      if (!this.#tolerated.some((pattern) => pattern.test(words))) this.faults.push(words);
    };
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      const { url } = message.location();
      if (WHO_AM_I.test(url) && message.text().includes('401')) return;
      heard(`${message.text()} (${url})`);
    });
    page.on('pageerror', (error) => heard(`${error.name}: ${error.message}`));
  }
}

/** Asks until the answer is the wanted one. */
export async function soon<T>(ask: () => Promise<T> | T, wanted: unknown, timeout = PATIENCE_MS): Promise<void> {
  await expect.poll(ask, { timeout, interval: POLL_MS }).toEqual(wanted);
}
