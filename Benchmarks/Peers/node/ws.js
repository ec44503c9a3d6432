// ws as its README broadcasts (https://github.com/websockets/ws#server-broadcast), to the members of a room instead of to all.
import { WebSocket, WebSocketServer } from "ws";

/** @type {Map<string, Set<WebSocket>>} */
const rooms = new Map();

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) });

server.on("connection", (socket) => {
  const joined = new Set();

  socket.on("message", (data) => {
    const request = JSON.parse(data);
    if (request.type === "join") {
      if (!rooms.has(request.room)) rooms.set(request.room, new Set());
      rooms.get(request.room).add(socket);
      joined.add(request.room);
      socket.send(JSON.stringify({ type: "joined", room: request.room }));
    } else if (request.type === "send") {
      const message = JSON.stringify({ type: "message", room: request.room, text: request.text });
      for (const member of rooms.get(request.room) ?? []) {
        if (member.readyState === WebSocket.OPEN) member.send(message);
      }
    }
  });

  socket.on("error", console.error);
  socket.on("close", () => {
    for (const room of joined) rooms.get(room)?.delete(socket);
  });
});
