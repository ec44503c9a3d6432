import type { ParleyRest } from './rest.ts';

export type ContactKind = 'email' | 'phone';
export type Contact = { readonly kind: ContactKind; readonly address: string; readonly verified: boolean };
/** A code is on its way; the id goes with it when it is shown. */
export type CodeSent = { readonly id: string; readonly expiresIn: number };
export type SecondFactor = { readonly on: boolean; readonly recoveryCodesLeft: number };

type Json = Readonly<Record<string, unknown>>;
const record = (json: unknown): Json => (typeof json === 'object' && json !== null ? (json as Json) : {});
const text = (json: Json, field: string): string => (typeof json[field] === 'string' ? json[field] : '');

export function parseCodeSent(json: unknown): CodeSent {
  const from = record(json);
  return { id: text(from, 'id'), expiresIn: Number(from['expiresIn'] ?? 0) };
}

function parseContact(json: unknown): Contact {
  const from = record(json);
  return { kind: from['kind'] === 'phone' ? 'phone' : 'email', address: text(from, 'address'), verified: from['verified'] === true };
}

function parseSecondFactor(json: unknown): SecondFactor {
  const from = record(json);
  return { on: from['on'] === true, recoveryCodesLeft: Number(from['recoveryCodesLeft'] ?? 0) };
}

function parseCodes(json: unknown): string[] {
  const codes = record(json)['recoveryCodes'];
  return Array.isArray(codes) ? codes.map(String) : [];
}

/** What somebody does with their own account: password, addresses, second factor. */
export class AccountCalls {
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  /** All other sessions end. */
  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await this.#rest.request('PUT', '/me/password', { oldPassword, newPassword });
  }

  /** Erases me, for ever; my user name is typed once more, the code is that of the second factor, if there is one. */
  async eraseMe(userName: string, password: string, code: string): Promise<void> {
    await this.#rest.request('POST', '/me/erasure', { userName, ...(password === '' ? {} : { password }), ...(code === '' ? {} : { code }) });
  }

  async contacts(): Promise<Contact[]> {
    const json = await this.#rest.request('GET', '/me/contacts');
    return Array.isArray(json) ? json.map(parseContact) : [];
  }

  /** Claims an address, or has a code sent to it again. */
  async claimContact(kind: ContactKind, address: string, password?: string): Promise<CodeSent> {
    return parseCodeSent(await this.#rest.request('POST', '/me/contacts', { kind, address, password }));
  }

  async verifyContact(id: string, code: string): Promise<Contact> {
    return parseContact(await this.#rest.request('POST', '/me/contacts/verify', { id, code }));
  }

  async removeContact(contact: Contact): Promise<void> {
    await this.#rest.request('DELETE', `/me/contacts/${contact.kind}/${encodeURIComponent(contact.address)}`);
  }

  async secondFactor(): Promise<SecondFactor> {
    return parseSecondFactor(await this.#rest.request('GET', '/me/second-factor'));
  }

  /** A secret for an authenticator app; it counts after `confirmSecondFactor`. */
  async beginSecondFactor(password: string): Promise<{ secret: string; uri: string }> {
    const json = record(await this.#rest.request('POST', '/me/second-factor/setup', { password }));
    return { secret: text(json, 'secret'), uri: text(json, 'uri') };
  }

  /** Turns it on; the recovery codes are shown this once. */
  async confirmSecondFactor(code: string): Promise<string[]> {
    return parseCodes(await this.#rest.request('POST', '/me/second-factor/confirm', { code }));
  }

  async renewRecoveryCodes(code: string): Promise<string[]> {
    return parseCodes(await this.#rest.request('POST', '/me/second-factor/recovery-codes', { code }));
  }

  async turnOffSecondFactor(password: string, code: string): Promise<void> {
    await this.#rest.request('POST', '/me/second-factor/off', { password, code });
  }
}
