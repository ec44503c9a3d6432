import { WebSocket } from 'ws';
import { type Account, newId } from './account.ts';

const SOCKETS = 8;
/** Sends that wait for their answer, of one socket. */
const IN_FLIGHT = 64;

/** Fills a room fast: `count` messages over the raw socket, many at once, in whatever order they arrive. */
export async function fills(account: Account, room: string, count: number, text: (n: number) => string): Promise<void> {
  let next = 1;
  const one = async (): Promise<void> => {
    const socket = new WebSocket(`${account.url.replace('http', 'ws')}/api/v1/ws`);
    await new Promise<void>((resolve, reject) => {
      let open = 0;
      const more = (): void => {
        for (; open < IN_FLIGHT && next <= count; next++, open++) socket.send(JSON.stringify({ type: 'send', id: next, room, clientId: newId(), text: text(next) }));
        if (open === 0) resolve();
      };
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`closed: ${code}`)));
      socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token: account.token })));
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as { readonly type: string; readonly code?: string };
        if (frame.type === 'error') reject(new Error(frame.code));
        if (frame.type === 'ack') open--;
        if (frame.type === 'ack' || frame.type === 'ready') more();
      });
    });
    socket.removeAllListeners('close');
    socket.close();
  };
  await Promise.all(Array.from({ length: SOCKETS }, one));
}
