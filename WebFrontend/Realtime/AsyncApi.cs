using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using MessagePack;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Proxies;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// The document of hub and raw socket, AsyncAPI 3.0, made of the hub's methods, the types of frames and the schemas in <see cref="Shapes"/>. Tests send its examples to a
/// server, and hold what comes back against it. Actions are the server's: it receives what clients send.
/// </summary>
public static class AsyncApi
{
    /// <summary>What the server says by itself: kind → schema. The same names are client methods of the hub and types of frames.</summary>
    public static IReadOnlyDictionary<string, string> Pushes { get; } = new Dictionary<string, string>
    {
        ["events"] = "EventsPush", ["gap"] = "GapPush", ["ephemeral"] = "EphemeralPush", ["me"] = "MePush", ["presence"] = "PresencePush", ["closing"] = "ClosingPush",
    };

    /// <summary>Schemas of what hub methods answer; null: they answer nothing. A refusal is always possible where there is an answer.</summary>
    public static IReadOnlyDictionary<string, string?> Results { get; } = new Dictionary<string, string?>
    {
        [nameof(ChatHub.Subscribe)] = "SubscribedResult", [nameof(ChatHub.SubscribeMany)] = "SubscribedManyResult", [nameof(ChatHub.Unsubscribe)] = null, [nameof(ChatHub.Send)] = "DoneResult",
        [nameof(ChatHub.Edit)] = "DoneResult", [nameof(ChatHub.Delete)] = "DoneResult", [nameof(ChatHub.React)] = "DoneResult", [nameof(ChatHub.MarkRead)] = "ReadResult",
        [nameof(ChatHub.MarkUnread)] = "ReadResult", [nameof(ChatHub.WatchMe)] = "StateResult", [nameof(ChatHub.Presence)] = "PlainResult", [nameof(ChatHub.WatchPresence)] = "PlainResult",
        [nameof(ChatHub.Typing)] = null,
    };

    /// <summary>Types of the frames that answer; null: nothing does.</summary>
    public static IReadOnlyDictionary<string, string?> Answers { get; } = new Dictionary<string, string?>
    {
        ["auth"] = "ready", [RawFrameTypes.Subscribe] = "subscribed", [RawFrameTypes.Unsubscribe] = "unsubscribed", [RawFrameTypes.Send] = "ack", [RawFrameTypes.Edit] = "ack",
        [RawFrameTypes.Delete] = "ack", [RawFrameTypes.React] = "ack", [RawFrameTypes.MarkRead] = "ack", [RawFrameTypes.MarkUnread] = "ack", [RawFrameTypes.WatchMe] = "watchingMe",
        [RawFrameTypes.Presence] = "ack", [RawFrameTypes.WatchPresence] = "ack", [RawFrameTypes.Typing] = null, [RawFrameTypes.Ping] = "pong",
    };

    /// <summary>Where it is served.</summary>
    public const string Path = $"/asyncapi/{ApiVersions.Current}.json";

    private const string Hub = "hub";
    private const string Socket = "socket";
    private const string Refused = "RefusedResult";
    private const string Error = "error";

    /// <summary>The methods that clients may call, in the order of the source.</summary>
    public static IEnumerable<MethodInfo> HubMethods =>
        typeof(ChatHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName).OrderBy(method => method.MetadataToken);

    public static void MapRealtimeDocument(this IEndpointRouteBuilder app)
    {
        var json = Document();
        if (app.ServiceProvider.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase is { } pathBase)
        {
            json["servers"]!["parley"]!["pathname"] = pathBase;
        }

        var document = json.ToJsonString();
        app.MapGet(Path, () => TypedResults.Text(document, "application/json")).AllowAnonymous().ExcludeFromDescription();
    }

    public static JsonObject Document()
    {
        var (operations, hub, socket, messages) = (new JsonObject(), new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var method in HubMethods)
        {
            AddMessage(hub, messages, Hub, method.Name, ArgumentsOf(method), ExampleOf(method));
            operations[$"{Hub}.{method.Name}"] = Operation("receive", Hub, method.Name, Results.GetValueOrDefault(method.Name) is { } result ? [result, Refused] : []);
        }

        foreach (var result in Results.Values.OfType<string>().Append(Refused).Distinct())
        {
            AddMessage(hub, messages, Hub, result, Shapes.Reference(result), null);
        }

        foreach (var (kind, shape) in Pushes)
        {
            AddMessage(hub, messages, Hub, kind, new JsonObject { ["type"] = "array", ["description"] = "The arguments.", ["prefixItems"] = new JsonArray(Shapes.Reference(shape)) }, null);
            operations[$"{Hub}.{kind}"] = Operation("send", Hub, kind, []);
        }

        foreach (var (type, answer) in Answers)
        {
            AddMessage(socket, messages, Socket, type, Shapes.Reference(FrameName(type)), Shapes.All[FrameName(type)]?["examples"]?[0]);
            operations[$"{Socket}.{type}"] = Operation("receive", Socket, type, answer is null ? [] : [answer, Error]);
        }

        foreach (var type in Answers.Values.OfType<string>().Append(Error).Distinct())
        {
            AddMessage(socket, messages, Socket, type, Shapes.Reference(FrameName(type)), null);
        }

        foreach (var (kind, shape) in Pushes)
        {
            AddMessage(socket, messages, Socket, $"{kind}Pushed", PushFrame(kind, shape), null);
            operations[$"{Socket}.{kind}Pushed"] = Operation("send", Socket, $"{kind}Pushed", []);
        }

        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Parley", ["version"] = ApiVersions.Current,
                ["description"] = "Rooms as they happen. Skip kinds and fields that you do not know, but count the seq of events: kinds may be added at any time. How it goes together: docs/protocol.md.",
            },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject { ["parley"] = new JsonObject { ["host"] = "localhost:5080", ["protocol"] = "ws", ["description"] = "Yours; wss over TLS." } },
            ["channels"] = new JsonObject
            {
                [Hub] = Channel("/hub", "SignalR hub", "Any stock SignalR client. Payloads of calls are their arguments; a refusal is a result, and an exception means that the outcome is unknown.", hub),
                [Socket] = Channel("/api/v1/ws", "Raw WebSocket", "One JSON object per text frame. The first is auth, unless a header, the cookie or the address has signed the connection in.", socket),
            },
            ["operations"] = operations,
            ["components"] = new JsonObject { ["messages"] = messages, ["schemas"] = Schemas(messages) },
        };
    }

    private static string FrameName(string type) => $"{char.ToUpperInvariant(type[0])}{type[1..]}Frame";

    private static JsonObject Channel(string address, string title, string description, JsonObject messages) =>
        new() { ["address"] = address, ["title"] = title, ["description"] = description, ["messages"] = messages };

    private static void AddMessage(JsonObject channel, JsonObject messages, string prefix, string name, JsonObject payload, JsonNode? example)
    {
        channel[name] = new JsonObject { ["$ref"] = $"#/components/messages/{prefix}.{name}" };
        var message = new JsonObject { ["name"] = name, ["payload"] = payload };
        if (example is not null)
        {
            message["examples"] = new JsonArray(new JsonObject { ["payload"] = example.DeepClone() });
        }

        messages[$"{prefix}.{name}"] = message;
    }

    private static JsonObject Operation(string action, string channel, string message, string[] replies)
    {
        var operation = new JsonObject { ["action"] = action, ["channel"] = Channel(), ["messages"] = new JsonArray(Message(message)) };
        if (replies.Length > 0)
        {
            operation["reply"] = new JsonObject { ["channel"] = Channel(), ["messages"] = new JsonArray([.. replies.Select(Message)]) };
        }

        return operation;

        JsonObject Channel() => new() { ["$ref"] = $"#/channels/{channel}" };

        JsonNode Message(string name) => new JsonObject { ["$ref"] = $"#/channels/{channel}/messages/{name}" };
    }

    /// <summary>A push on the raw socket: the same, with its kind as type.</summary>
    private static JsonObject PushFrame(string kind, string shape)
    {
        var frame = (JsonObject)Shapes.All[shape]!.DeepClone();
        ((JsonObject)frame["properties"]!).Insert(0, "type", new JsonObject { ["type"] = "string", ["const"] = kind });
        ((JsonArray)frame["required"]!).Insert(0, "type");
        return frame;
    }

    private static JsonObject ArgumentsOf(MethodInfo method) => new()
    {
        ["type"] = "array", ["description"] = "The arguments.",
        ["prefixItems"] = new JsonArray([.. method.GetParameters().Select(argument =>
        {
            var schema = SchemaOf(argument.ParameterType, new NullabilityInfoContext().Create(argument).WriteState == NullabilityState.Nullable);
            schema["title"] = argument.Name;
            return (JsonNode)schema;
        })]),
        ["minItems"] = method.GetParameters().Count(argument => !argument.HasDefaultValue),
    };

    private static JsonObject SchemaOf(Type declared, bool isNullable)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        isNullable |= type != declared;
        if (type == typeof(string) || type == typeof(long) || type == typeof(bool))
        {
            var name = type == typeof(string) ? "string" : type == typeof(long) ? "integer" : "boolean";
            return new JsonObject { ["type"] = isNullable ? new JsonArray(name, "null") : name };
        }

        if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            return new JsonObject { ["type"] = isNullable ? new JsonArray("array", "null") : "array", ["items"] = SchemaOf(type.GetElementType() ?? type.GetGenericArguments()[0], isNullable: false) };
        }

        return new JsonObject
        {
            ["type"] = isNullable ? new JsonArray("object", "null") : "object",
            ["properties"] = new JsonObject(type.GetProperties().Where(member => member.GetCustomAttribute<KeyAttribute>() is not null).Select(member =>
                KeyValuePair.Create(member.GetCustomAttribute<KeyAttribute>()!.StringKey!, (JsonNode?)SchemaOf(member.PropertyType, new NullabilityInfoContext().Create(member).WriteState == NullabilityState.Nullable)))),
        };
    }

    /// <summary>Of the frame that does the same: by the names of the arguments.</summary>
    private static JsonArray? ExampleOf(MethodInfo method)
    {
        var name = method.Name == nameof(ChatHub.SubscribeMany) ? nameof(ChatHub.Subscribe) : method.Name;
        if (Shapes.All[name + "Frame"]?["examples"]?[0] is not JsonObject frame)
        {
            return null;
        }

        return method.Name == nameof(ChatHub.SubscribeMany)
            ? [new JsonArray(new JsonObject { ["room"] = frame["room"]!.DeepClone(), ["after"] = frame["after"]!.DeepClone() })]
            : [.. method.GetParameters().Where(argument => !argument.HasDefaultValue).Select(argument => frame[argument.Name == "afterSeq" ? "after" : argument.Name!]?.DeepClone())];
    }

    private static JsonObject Schemas(JsonObject messages) =>
        new(Shapes.With(References(messages).Distinct()).Select(name => KeyValuePair.Create(name, (JsonNode?)Shapes.All[name]!.DeepClone())));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "$ref", Value: { } target } ? [((string)target!).Split('/')[^1]] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
