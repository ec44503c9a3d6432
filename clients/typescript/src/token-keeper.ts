import { type Clock, systemClock } from './clock.ts';
import { Problem } from './problem.ts';
import type { Tokens } from './rest.ts';

const EARLY_MS = 60_000;

/** Holds the tokens of a bot or a tool and renews them a minute before they expire, once however many ask. */
export class TokenKeeper {
  readonly #renew: (refreshToken: string) => Promise<Tokens>;
  readonly #clock: Clock;
  #tokens: Tokens;
  #until: number;
  #renewing: Promise<string> | null = null;

  constructor(tokens: Tokens, renew: (refreshToken: string) => Promise<Tokens>, clock: Clock = systemClock) {
    this.#tokens = tokens;
    this.#renew = renew;
    this.#clock = clock;
    this.#until = clock.now() + tokens.expiresIn * 1000;
  }

  async accessToken(): Promise<string> {
    if (this.#clock.now() < this.#until - Math.min(EARLY_MS, this.#tokens.expiresIn * 500)) return this.#tokens.accessToken;
    this.#renewing ??= this.#fresh().finally(() => (this.#renewing = null));
    return await this.#renewing;
  }

  async #fresh(): Promise<string> {
    try {
      this.#tokens = await this.#renew(this.#tokens.refreshToken);
      this.#until = this.#clock.now() + this.#tokens.expiresIn * 1000;
    } catch (error) {
      // An unreachable server refuses the old token soon enough; a refusal is final.
      if (error instanceof Problem) throw error;
    }
    return this.#tokens.accessToken;
  }
}
