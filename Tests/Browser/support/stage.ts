import { basename } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { Account } from './account.ts';
import { Person } from './person.ts';
import { Server } from './server.ts';

/** A server and the people of one test file who come to it. */
export class Stage {
  url = '';
  /** Only of a stage of one's own. */
  server!: Server;
  #browser!: Browser;
  #people: Person[] = [];
  #names = 0;
  /** @param server One of its own; without, it is the one that files share. */
  async open(server?: Server): Promise<void> {
    if (server !== undefined) this.server = server;
    this.url = server?.url ?? inject('server');
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

  /** A name nobody has, in this file or in another that shares the server. */
  name(like: string): string {
    return `${like}${++this.#names}${fileMark()}`;
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

/** The server that files share, which is warm: a server of one's own costs ten seconds of processor. Its rooms and people are those of others as well. */
export function useStage(): Stage {
  return use(async (stage) => await stage.open());
}

/** A server for this file alone, to be killed, or with settings of its own; it starts before the first test and ends after the last, whatever happens between. */
export function useOwnStage(settings: Readonly<Record<string, string>> = {}): Stage {
  return use(async (stage) => await stage.open(await Server.start(settings)));
}

function use(open: (stage: Stage) => Promise<void>): Stage {
  const stage = new Stage();
  beforeAll(async () => await open(stage));
  afterEach(async () => await stage.clear());
  afterAll(async () => await stage.close());
  return stage;
}

/** Two letters and more for the name of the file, the same each time. */
function fileMark(): string {
  const file = basename(expect.getState().testPath!, '.test.ts');
  return file.replaceAll(/[^a-z]/g, '');
}
