/** Which form stands at the door, and what it brings along. */
export type DoorStep =
  | { readonly is: 'in'; readonly userName?: string; readonly note?: 'password-set' }
  | { readonly is: 'up'; readonly invite?: string }
  | { readonly is: 'second-factor'; readonly ticket: string }
  | { readonly is: 'welcome' }
  | { readonly is: 'setup'; readonly token: string }
  | { readonly is: 'forgot' }
  | { readonly is: 'reset'; readonly id: string; readonly secret: string | null }
  | { readonly is: 'confirm-email'; readonly id: string; readonly address: string };

/** The step that an address asks for. Secrets stand behind the #, where no server sees them. */
export function stepAt(path: string, hash: string): DoorStep {
  const secret = hash.replace(/^#/, '');
  if (path === '/welcome') return { is: 'welcome' };
  if (path === '/join' && /^[A-Za-z0-9]{1,64}$/.test(secret)) return { is: 'up', invite: secret };
  if (path === '/setup' && /^[A-Za-z0-9]{1,64}$/.test(secret)) return { is: 'setup', token: secret };
  const reset = /^([0-9a-f]{1,64})\.([0-9a-f]{1,128})$/.exec(secret);
  if (path === '/reset-password' && reset !== null) return { is: 'reset', id: reset[1]!, secret: reset[2]! };
  return path === '/reset-password' ? { is: 'forgot' } : { is: 'in' };
}

/** Whether an address leads to the door and to nothing else. */
export function isDoor(path: string): boolean {
  return path === '/welcome' || path === '/join' || path === '/setup' || path === '/reset-password';
}
