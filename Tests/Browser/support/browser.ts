import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export function launch(): Promise<Browser> {
  // Chromium's own sandbox does not work for root, as whom containers run.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/** What browsers say about the first call of a stranger, which asks who is signed in. */
const notSignedIn = /status of 401/;

/** Collects what a page complains about: errors, and what its content security policy has refused. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !notSignedIn.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}
