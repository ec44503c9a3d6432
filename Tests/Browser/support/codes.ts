import { createHmac } from 'node:crypto';
import { soon } from './person.ts';

type Sent = { readonly to: string; readonly text: string };

/** The code in the newest message to an address, when it has come; other than those seen before. */
export async function codeFor(url: string, address: string, seen: readonly string[] = []): Promise<string> {
  let code = '';
  await soon(async () => {
    const sent = (await (await fetch(`${url}/api/v1/outbox`)).json()) as Sent[];
    code = /\b\d{6,8}\b/.exec(sent.find((message) => message.to === address)?.text ?? '')?.[0] ?? '';
    return code !== '' && !seen.includes(code);
  }, true);
  return code;
}

/** What an authenticator app shows (RFC 6238). */
export function appCode(base32: string, stepsAway = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replaceAll(' ', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(Array.from({ length: Math.floor(bits.length / 8) }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsAway));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1)! & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
