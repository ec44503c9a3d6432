"""Django Channels as its tutorial sets it up (https://channels.readthedocs.io/en/latest/tutorial/), served by daphne.

Settings stand here as there is one page of them; the port of Redis comes from the environment.
"""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import re_path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DEBUG=False,
    INSTALLED_APPS=["channels"],
    ROOT_URLCONF=(),
    SECRET_KEY=os.urandom(32).hex(),
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [("127.0.0.1", int(os.environ["REDIS_PORT"]))]},
        },
    },
)
django.setup()

from chat import ChatConsumer  # noqa: E402  (needs the settings)

application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([re_path("^ws/$", ChatConsumer.as_asgi())]),
    }
)
