import { signal } from '@preact/signals';
import type { ParleyRest, User } from '@parley/client';
import { t } from '../i18n/i18n.ts';

const TOGETHER_MS = 20;

/** The people whose names were needed so far. Asks for the unknown ones together. */
export class UsersStore {
  readonly users = signal<ReadonlyMap<string, User>>(new Map());
  readonly #rest: ParleyRest;
  readonly #asked = new Set<string>();
  #wanted = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  know(...users: readonly User[]): void {
    const next = new Map(this.users.peek());
    for (const user of users) next.set(user.id, user.erased === true ? { ...user, displayName: t.erased } : user);
    this.users.value = next;
  }

  want(ids: Iterable<string>): void {
    for (const id of ids) if (id !== '' && !this.users.peek().has(id) && !this.#asked.has(id)) this.#wanted.add(id);
    if (this.#wanted.size > 0 && this.#timer === null) this.#timer = setTimeout(() => void this.#ask(), TOGETHER_MS);
  }

  async #ask(): Promise<void> {
    this.#timer = null;
    const ids = [...this.#wanted];
    this.#wanted = new Set();
    for (const id of ids) this.#asked.add(id);
    try {
      this.know(...(await this.#rest.users(ids)));
    } catch {
      for (const id of ids) this.#asked.delete(id); // whoever needs them next asks again
    }
  }
}
