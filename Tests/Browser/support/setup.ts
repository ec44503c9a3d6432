import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { ROOT } from './paths.ts';
import { Server, serverProgram } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string;
    server: string;
  }
}

/** Before the first file: the client library as its users get it, one Chromium, and the server of all files that need none of their own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  serverProgram();
  execFileSync('npm', ['run', 'build', '--silent', '-w', '@parley/client'], { cwd: ROOT, stdio: 'inherit' });
  const browser = await chromium.launchServer({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const server = await Server.start();
  project.provide('chromium', browser.wsEndpoint());
  project.provide('server', server.url);
  return async () => {
    await browser.close();
    await server.close();
  };
}
