using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Realtime;
using Parley.Rooms;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Parley.Tests.Unit.Rooms;
using Parley.Users;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>The document of hub and raw socket says what the code does: names against the code, examples against a server, and the types of the TypeScript library against both.</summary>
[Trait("Scope", "S3")]
public sealed partial class AsyncApiDocsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Page = "docs/asyncapi.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonObject Document = AsyncApi.Document();
    private static readonly SchemaCheck Check = new(Document);

    [Fact]
    public async Task The_committed_document_is_the_served_one()
    {
        var served = await fixture.Server.Client().Get(AsyncApi.Path);
        var printed = Document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(GeneratedDoc.Root, Page);
        if (Environment.GetEnvironmentVariable("PARLEY_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, printed, TestContext.Current.CancellationToken);
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(served.Body), Document));
        Assert.True(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) == printed, $"{Page} no longer says what the code does. Run the tests with PARLEY_UPDATE_DOCS=1 and commit it.");
    }

    [Fact]
    public void It_has_every_hub_method_with_its_arguments_every_frame_type_and_every_push()
    {
        Assert.Equal(AsyncApi.HubMethods.Select(method => method.Name).Order(), AsyncApi.Results.Keys.Order());
        Assert.Equal(RawFrameTypes.All.Append("auth").Order(), AsyncApi.Answers.Keys.Order());
        foreach (var method in AsyncApi.HubMethods)
        {
            var arguments = (JsonArray)Document["components"]!["messages"]![$"hub.{method.Name}"]!["payload"]!["prefixItems"]!;
            Assert.Equal(method.GetParameters().Select(argument => argument.Name), arguments.Select(argument => (string?)argument!["title"]));
        }

        Push[] pushes =
        [
            Push.Gap("r1", "e1", 3), Push.Ephemeral(new RoomEphemeral("r1", "seen", "u1") { Seq = 3 }), Push.Own(new OwnNews("u1", "e1", 1, 2, [])), Push.Presence([]), Push.ClosingSoon(Closing.Draining(TimeSpan.FromSeconds(1))),
        ];
        Assert.Equal(typeof(Push).GetMethods(BindingFlags.Public | BindingFlags.Static).Count(method => method.ReturnType == typeof(Push)), pushes.Length);
        Assert.Equal(AsyncApi.Pushes.Keys.Order(), pushes.Select(push => push.Kind).Append("events").Order());
        Assert.All(pushes, push => Assert.Empty(Check.Faults(Schema(AsyncApi.Pushes[push.Kind]), JsonDocument.Parse(push.Body.Utf8).RootElement)));
    }

    [Fact]
    public void It_has_every_kind_of_event_with_all_its_fields()
    {
        var kinds = KindsOf("Event");
        var there = typeof(RoomEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RoomEvent)) && !type.IsAbstract).ToArray();
        Assert.Equal(there.Length, kinds.Count);
        foreach (var row in RoomEventJsonTests.Golden)
        {
            var json = JsonDocument.Parse(row.Data.Item2).RootElement;
            Assert.Contains(json.Text("kind")!, kinds.Keys);
            Assert.Empty(Check.Faults(Schema("Event"), json));
        }

        Assert.Equal(there.Select(type => type.Name).Order(), RoomEventJsonTests.Golden.Select(row => row.Data.Item1.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void The_TypeScript_library_knows_the_same_events_changes_methods_and_pushes()
    {
        var (wire, hub, socket) = (Source("wire.ts"), Source("signalr-transport.ts"), Source("websocket-transport.ts"));
        var events = EventTypes().Matches(wire).ToDictionary(match => match.Groups["kind"].Value, match => match.Groups["fields"].Value);
        var documented = KindsOf("Event");
        Assert.Equal(documented.Keys.Where(kind => kind != "hidden").Order(), events.Keys.Order()); // it stands for what one may not see: any other kind
        foreach (var (kind, fields) in events)
        {
            var (members, required) = MembersOf(documented[kind]);
            Assert.Equal(
                members.Except(["seq", "kind", "sender", "at", "n", "clientId"]).Select(name => required.Contains(name) ? name : name + "?").Order(StringComparer.Ordinal),
                Fields().Matches(fields).Select(field => field.Groups[1].Value).Where(name => name != "kind").Order(StringComparer.Ordinal));
        }

        Assert.Equal(KindsOf("OwnChange").Keys.Order(), ChangeKinds().Matches(wire).Select(match => match.Groups[1].Value).Order());
        Assert.Equal(AsyncApi.Pushes.Keys.Order(), HubPushes().Matches(hub).Select(match => match.Groups[1].Value).Order());
        Assert.Empty(HubCalls().Matches(hub).Select(match => match.Groups[1].Value).Except(AsyncApi.Results.Keys));
        Assert.Empty(SentFrames().Matches(socket).Select(match => match.Groups[1].Value).Except(AsyncApi.Answers.Keys));
    }

    [Fact]
    public async Task Its_examples_work_on_the_hub_and_on_the_raw_socket_and_all_that_comes_back_is_as_it_says()
    {
        var ann = await fixture.Server.SignedIn("asyncapi");
        Assert.Equal(201, (await ann.Client.Post("rooms", new { name = "tea", visibility = "public" })).Status);
        await using var socket = await RawWebSocketClient.Connect(fixture.Server, ann);
        foreach (var clientId in new[] { "m1", "m2", "m3" })
        {
            Assert.Equal(201, (await ann.Client.Post("rooms/tea/messages", new { clientId, text = "hello" })).Status); // of which the examples speak: 3 and 4
        }

        foreach (var (type, answer) in AsyncApi.Answers.Where(one => one.Key != "auth"))
        {
            await socket.SendText(Payload($"socket.{type}").ToJsonString());
            if (answer is not null)
            {
                await AnswerTo(socket, answer);
            }
        }

        await socket.SendText("""{"type":"send","id":1,"room":"nowhere","clientId":"x","text":"x"}""");
        await AnswerTo(socket, "error");

        await using var hub = await HubClient.Connect(fixture.Server, ann, HttpTransportType.WebSockets, isMessagePack: false);
        foreach (var (method, result) in AsyncApi.Results)
        {
            var arguments = (JsonArray)Payload($"hub.{method}");
            Assert.Empty(Check.Faults(Message($"hub.{method}"), JsonSerializer.SerializeToElement(arguments)));
            var answer = await hub.Call(method, [.. arguments.Select(argument => (object?)argument?.DeepClone())]);
            Assert.Empty(result is null ? [] : Check.Faults(Schema(result), answer));
        }

        Assert.Empty(Check.Faults(Schema("RefusedResult"), await hub.Call("Send", "nowhere", "x", "x", null)));
    }

    /// <summary>Everything on the way to it is looked at as well.</summary>
    private static async Task AnswerTo(RawWebSocketClient socket, string type)
    {
        while (true)
        {
            var frame = await socket.Next();
            var came = frame.Text("type")!;
            var schema = AsyncApi.Pushes.ContainsKey(came) ? Message($"socket.{came}Pushed") : Message($"socket.{came}");
            Assert.Empty(Check.Faults(schema, frame).Select(fault => $"{came}{fault}"));
            if (frame.TryGetProperty("id", out _))
            {
                Assert.Equal(type, came);
                return;
            }
        }
    }

    private static JsonNode Payload(string message) => Document["components"]!["messages"]![message]!["examples"]![0]!["payload"]!;

    private static JsonNode Message(string message) => Document["components"]!["messages"]![message]!["payload"]!;

    private static JsonNode Schema(string name) => Document["components"]!["schemas"]![name]!;

    /// <summary>Kind → schema of what is one of many.</summary>
    private static Dictionary<string, JsonNode> KindsOf(string name) => ((JsonArray)Schema(name)["oneOf"]!)
        .Select(one => Schema(((string)one!["$ref"]!).Split('/')[^1])).ToDictionary(schema => (string)schema["properties"]!["kind"]!["const"]!);

    private static (IEnumerable<string> Members, IReadOnlyCollection<string> Required) MembersOf(JsonNode schema) =>
        (((JsonObject)schema["properties"]!).Select(member => member.Key), [.. ((JsonArray)schema["required"]!).Select(name => (string)name!)]);

    private static string Source(string file) => File.ReadAllText(Path.Combine(GeneratedDoc.Root, "clients/typescript/src", file));

    [GeneratedRegex(@"= EventBase & \{(?<fields>\s*readonly kind: '(?<kind>\w+)';?[^}]*)\}")]
    private static partial Regex EventTypes();

    [GeneratedRegex(@"readonly (\w+\??):")]
    private static partial Regex Fields();

    [GeneratedRegex(@"^export type \w+ = (?:(?!EventBase)\w+ & )?\{ readonly kind: '(\w+)'", RegexOptions.Multiline)]
    private static partial Regex ChangeKinds();

    [GeneratedRegex(@"hear\('(\w+)'")]
    private static partial Regex HubPushes();

    [GeneratedRegex(@"#call\('(\w+)'")]
    private static partial Regex HubCalls();

    [GeneratedRegex(@"type: '(\w+)'")]
    private static partial Regex SentFrames();
}
