import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './paths.ts';

const START_MS = 60_000;
const POLL_MS = 50;

/** Whatever ends these tests, no server outlives them. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const child of running) child.kill('SIGKILL');
    process.exit(1);
  });
}

/** The program that was built last. */
export function serverProgram(): string {
  const built = ['Release', 'Debug']
    .map((configuration) => join(ROOT, `WebFrontend/bin/${configuration}/net10.0/Parley.WebFrontend.dll`))
    .filter((program) => existsSync(program))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (built[0] === undefined) throw new Error('There is no server to test. Build it first: dotnet build WebFrontend -c Release');
  return built[0];
}

/** The server as a process of its own, on a port and a data folder of its own, to be killed and started again on both. */
export class Server {
  readonly url: string;
  readonly dataPath = mkdtempSync(join(tmpdir(), 'parley-browser-'));
  /** From the start of the process until it was ready. */
  startedInMs = 0;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, settings: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#settings = settings;
  }

  /** @param settings Environment variables, e.g. `Parley__Throttling__Enabled`. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
    const server = new Server(await freePort(), settings);
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** The link by which the first administrator is made, as it was printed last. */
  setupLink(): string {
    return /Set up {2}(\S+)/.exec(this.#output)?.[1] ?? '';
  }

  /** SIGKILL: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    running.delete(child);
  }

  /** On the same port and the same data. */
  async restart(): Promise<void> {
    await this.kill();
    const began = performance.now();
    const child = spawn('dotnet', [serverProgram()], { cwd: this.dataPath, env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    await this.#ready(child);
    this.startedInMs = Math.round(performance.now() - began);
  }

  /** The end: process and data are gone. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.dataPath, { recursive: true, force: true });
  }

  async #ready(child: ChildProcess): Promise<void> {
    const until = performance.now() + START_MS;
    while (performance.now() < until) {
      if (child.exitCode !== null) break;
      const status = await fetch(`${this.url}/health/ready`).then((answer) => answer.status, () => 0);
      if (status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`The server did not become ready. It said:\n${this.#output}`);
  }

  #environment(): NodeJS.ProcessEnv {
    const ours = /^(parley__|aspnetcore_|dotnet_environment|urls$)/i;
    return {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
      ASPNETCORE_ENVIRONMENT: 'Development',
      ASPNETCORE_URLS: this.url,
      Parley__DataPath: this.dataPath,
      Parley__Throttling__Enabled: 'false',
      Parley__Previews__Enabled: 'false',
      ...this.#settings,
    };
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
