"""The tutorial's consumer, which may be in several rooms."""

import json

from channels.generic.websocket import AsyncWebsocketConsumer


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.rooms = set()
        await self.accept()

    async def disconnect(self, code):
        for room in self.rooms:
            await self.channel_layer.group_discard(room, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        request = json.loads(text_data)
        room = request["room"]
        if request["type"] == "join":
            await self.channel_layer.group_add(room, self.channel_name)
            self.rooms.add(room)
            await self.send(json.dumps({"type": "joined", "room": room}))
        else:
            await self.channel_layer.group_send(room, {"type": "chat.message", "room": room, "text": request["text"]})

    async def chat_message(self, event):
        await self.send(json.dumps({"type": "message", "room": event["room"], "text": event["text"]}))
