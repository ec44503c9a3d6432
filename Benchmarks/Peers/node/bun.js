// Bun's own server with its publish and subscribe: https://bun.com/docs/api/websockets#pub-sub
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response("WebSocket only", { status: 426 });
  },
  websocket: {
    message(socket, data) {
      const request = JSON.parse(data);
      if (request.type === "join") {
        socket.subscribe(request.room);
        socket.send(JSON.stringify({ type: "joined", room: request.room }));
      } else if (request.type === "send") {
        server.publish(request.room, JSON.stringify({ type: "message", room: request.room, text: request.text }));
      }
    },
  },
});
