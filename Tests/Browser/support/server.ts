// Starts the server from the build output for the whole run: a process of its own on a free port, with a data folder of
// its own, ended by its id. PARLEY_URL names a running one instead.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    url: string;
  }
}

const builds = ['Release', 'Debug'].map((configuration) =>
  resolve(import.meta.dirname, '../../../WebFrontend/bin', configuration, 'net10.0/Parley.WebFrontend.dll'),
);

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env['PARLEY_URL'];
  if (running !== undefined) {
    project.provide('url', running);
    return async () => {};
  }

  const program = builds.toReversed().find((build) => existsSync(build));
  if (program === undefined) throw new Error('The server is not built. Run: dotnet build');
  const data = await mkdtemp(join(tmpdir(), 'parley-browser-'));
  const server = spawn('dotnet', [program], {
    env: {
      ...process.env,
      ASPNETCORE_URLS: 'http://127.0.0.1:0',
      ASPNETCORE_ENVIRONMENT: 'Development',
      Parley__DataPath: data,
      Parley__Throttling__Enabled: 'false',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    await ended(server);
    await rm(data, { recursive: true, force: true });
  };
  try {
    project.provide('url', await listening(server));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(server: ChildProcess): Promise<string> {
  return new Promise((resolveUrl, reject) => {
    const lines = createInterface({ input: server.stdout! });
    lines.on('line', (line) => {
      const url = /^Parley \S+ listens on (http:\/\/[^ ,]+)/.exec(line)?.[1];
      if (url !== undefined) resolveUrl(url);
      else if (/ (warn|fail|crit): /.test(line)) console.error(line);
    });
    server.once('exit', (code) => reject(new Error(`The server ended at its start with exit code ${code}.`)));
    setTimeout(() => reject(new Error('The server did not start within 90 s.')), 90_000).unref();
  });
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolveEnd) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolveEnd();
    server.once('exit', () => resolveEnd());
    server.kill('SIGTERM');
    setTimeout(() => server.kill('SIGKILL'), 15_000).unref();
  });
}
