import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './paths.ts';
import { freePort } from './server.ts';

/** The sample of deploy/proxy in front of one server, under a path and without TLS. */
export class Nginx {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'parley-nginx-'));
  readonly #process: ChildProcess;

  private constructor(port: number, otherPort: number, server: string, path: string) {
    this.url = `http://127.0.0.1:${port}${path}`;
    const site = readFileSync(join(ROOT, 'deploy/proxy/nginx.conf'), 'utf8')
      .replace('listen 443 ssl http2', `listen 127.0.0.1:${port}`)
      .replace('listen 80', `listen 127.0.0.1:${otherPort}`)
      .replaceAll(/ssl_certificate.*\n/g, '\n')
      .replace('frontend1:8080', server)
      .replace(/server frontend2.*\n/, '\n')
      .replace('location / {', `location ${path}/ {`);
    writeFileSync(join(this.#folder, 'parley.conf'), site);
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${this.#folder}/${name};`).join(' ');
    writeFileSync(
      join(this.#folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${this.#folder}/pid; error_log stderr; events {}\nhttp { access_log off; ${folders} include ${this.#folder}/parley.conf; }\n`,
    );
    const searched = `${process.env['PATH'] ?? ''}:/usr/sbin`;
    this.#process = spawn('nginx', ['-p', this.#folder, '-c', join(this.#folder, 'nginx.conf'), '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: searched } });
    process.once('exit', () => this.#process.kill('SIGKILL'));
  }

  /** @param server Host and port. */
  static async start(server: string, path: string): Promise<Nginx> {
    const nginx = new Nginx(await freePort(), await freePort(), server, path);
    for (let tries = 0; tries < 200; tries++) {
      if ((await fetch(`${nginx.url}/health/live`).then(({ status }) => status, () => 0)) === 200) return nginx;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await nginx.close();
    throw new Error('nginx does not pass anything on.');
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
