import { ParleyClient } from '@parley/client';

const { PARLEY_TOKEN: token = '', PARLEY_URL: baseUrl = 'http://localhost:5000' } = process.env;
const client = new ParleyClient({ baseUrl, accessToken: () => token });
const me = await client.rest.me();
const { room } = await client.rest.join(process.argv[2] ?? 'lobby');
client.on('events', ({ events }) => {
  for (const { kind, sender, seq, text } of events) {
    if (kind !== 'messagePosted' || sender === me.id || typeof text !== 'string') continue;
    client.send(room, `You said: ${text}`, { replyTo: seq, clientId: `re-${seq}` });
  }
});
client.watch(room, 'now');
client.connect();
