import { signal } from '@preact/signals';
import { under } from '../routes/base.ts';
import { scriptOf } from './version-state.ts';

/** The server has a newer client than this page. */
export const newVersion = signal(false);

/** Asks for the page anew and compares the name of its script, which changes with every build. */
export async function lookForNewVersion(): Promise<void> {
  const mine = scriptOf(document.documentElement.outerHTML);
  if (mine === null || newVersion.peek()) return;
  void navigator.serviceWorker?.getRegistration().then((registration) => registration?.update()).catch(() => {});
  try {
    const page = await fetch(under('/'), { cache: 'no-store' });
    const theirs = page.ok ? scriptOf(await page.text()) : null;
    if (theirs !== null && theirs !== mine) newVersion.value = true;
  } catch {
    // no connection after all: the next one asks again
  }
}
