import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { Account } from './account.ts';
import { Person } from './person.ts';
import { Server } from './server.ts';

/** The server of one test file and the people who come to it. */
export class Stage {
  server!: Server;
  #browser!: Browser;
  #people: Person[] = [];
  #names = 0;

  get url(): string {
    return this.server.url;
  }

  async open(settings: Readonly<Record<string, string>>): Promise<void> {
    this.server = await Server.start(settings);
    this.#browser = await chromium.connect(inject('chromium'));
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.server?.close();
  }

  /** After every test: everyone goes home, and nobody's console may have complained. */
  async clear(): Promise<void> {
    const people = this.#people;
    this.#people = [];
    for (const person of people) await person.leaves();
    expect(people.flatMap((person) => person.faults)).toEqual([]);
  }

  /** A name nobody has. */
  name(like: string): string {
    return `${like}${++this.#names}`;
  }

  /** A new user; by their own name the display name is `Ann` for `ann`. */
  async account(like: string, displayName = like[0]!.toUpperCase() + like.slice(1)): Promise<Account> {
    return await Account.create(this.url, this.name(like), displayName);
  }

  /** Somebody with a browser; signed in if they have an account. */
  async person(account: Account | null, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.open(this.#browser, this.url, options);
    this.#people.push(person);
    if (account !== null) await person.has(account);
    return person;
  }

  /** Another tab of somebody; its console is listened to as well. */
  async tab(person: Person, path: string): Promise<Person> {
    const tab = await person.tab(path);
    this.#people.push(tab);
    return tab;
  }

  /** A room of its own for a test, with these members; the first is the owner. */
  async room(title: string, owner: Account, ...members: readonly Account[]): Promise<{ readonly id: string; readonly name: string; readonly title: string }> {
    const name = this.name(title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
    const room = await owner.createRoom(name, title);
    for (const member of members) await member.join(room.id);
    return { id: room.id, name, title };
  }
}

/** Starts the server before the first test of the file and ends it after the last, whatever happens between. */
export function useStage(settings: Readonly<Record<string, string>> = {}): Stage {
  const stage = new Stage();
  beforeAll(async () => await stage.open(settings));
  afterEach(async () => await stage.clear());
  afterAll(async () => await stage.close());
  return stage;
}
