// socket.io with rooms and its Redis adapter: https://socket.io/docs/v4/rooms/, https://socket.io/docs/v4/redis-adapter/
// The client of Redis is of the version that the adapter is tested with: a later one ends the process when an answer takes five seconds.
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, redisPort] = process.argv.slice(2).map(Number);
const publisher = createClient({ url: `redis://127.0.0.1:${redisPort}` });
const subscriber = publisher.duplicate();
publisher.on("error", console.error);
subscriber.on("error", console.error);
await Promise.all([publisher.connect(), subscriber.connect()]);

const io = new Server({ adapter: createAdapter(publisher, subscriber), transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => {
  socket.on("join", async (room) => {
    await socket.join(room);
    socket.emit("joined", room);
  });
  socket.on("send", (room, text) => io.to(room).emit("message", room, text));
});

io.listen(port);
