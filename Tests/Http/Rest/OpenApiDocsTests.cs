using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Client;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rest;

[Trait("Scope", "S14")]
public sealed partial class OpenApiDocsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Page = "docs/openapi.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Types of the TypeScript library and their schemas.</summary>
    private static readonly Dictionary<string, string> TypeScriptTypes = new()
    {
        ["User"] = "UserJson", ["Room"] = "RoomJson", ["Ban"] = "BanJson", ["Invite"] = "InviteJson", ["InviteMade"] = "InviteMadeJson", ["Member"] = "MemberJson", ["Session"] = "SessionJson",
        ["MessageFile"] = "MessageFile", ["LinkPreview"] = "LinkPreview", ["ForwardedFrom"] = "ForwardedFrom", ["Message"] = "Message", ["MessagePage"] = "MessagePage", ["EventPage"] = "EventPage",
        ["Reaction"] = "Reaction", ["Poll"] = "PollStanding", ["PollOption"] = "PollOption", ["Thread"] = "FollowedThread", ["ThreadMark"] = "ThreadMark", ["MessageVersion"] = "MessageVersionJson",
        ["ReadPosition"] = "ReadPosition", ["UserStatus"] = "Status", ["RoomPresence"] = "RoomPresence", ["RoomLevel"] = "RoomLevel", ["MySettings"] = "OwnSettings", ["Draft"] = "Draft",
        ["ScheduledMessage"] = "ScheduledMessage", ["Report"] = "ReportJson", ["MyState"] = "OwnState",
    };

    /// <summary>The same of the .NET library.</summary>
    private static readonly Dictionary<Type, string> DotNetTypes = new()
    {
        [typeof(ParleyUser)] = "UserJson", [typeof(ParleyRoom)] = "RoomJson", [typeof(Done)] = "SentEvent",
    };

    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task The_committed_document_is_the_served_one()
    {
        var served = (await Document()).ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(GeneratedDoc.Root, Page);
        if (Environment.GetEnvironmentVariable("PARLEY_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
            return;
        }

        Assert.True(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) == served, $"{Page} no longer says what the routes do. Run the tests with PARLEY_UPDATE_DOCS=1 and commit it.");
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_tag_a_summary_security_and_its_refusals()
    {
        var document = await Document();
        var operations = Operations(document).ToList();

        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        Assert.True(operations.Count > 100);
        Assert.Equal(operations.Count, operations.Select(one => one.Id).Distinct().Count());
        Assert.All(operations, one =>
        {
            Assert.False(string.IsNullOrEmpty(one.Id), $"{one.Method} {one.Path} has no operationId");
            Assert.NotEmpty((JsonArray)one.Json["tags"]!);
            Assert.False(string.IsNullOrEmpty((string?)one.Json["summary"]), $"{one.Id} has no summary");
            Assert.NotNull(one.Json["security"]);
            Assert.All(["401", "422", "429", "503"], status => Assert.Equal($"#/components/responses/Refused{status}", (string?)one.Json["responses"]![status]?["$ref"]));
        });
    }

    /// <summary>A field that a library reads and the document does not know is a field that may go without anybody noticing.</summary>
    [Fact]
    public async Task The_types_of_the_libraries_have_no_field_that_the_document_does_not_know()
    {
        var schemas = (JsonObject)(await Document())["components"]!["schemas"]!;
        var wire = await File.ReadAllTextAsync(Path.Combine(GeneratedDoc.Root, "clients/typescript/src/wire.ts"), TestContext.Current.CancellationToken);
        var types = Types().Matches(wire).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        foreach (var (type, schema) in TypeScriptTypes)
        {
            var fields = Fields().Matches(Nested().Replace(types.GetValueOrDefault(type, ""), "")).Select(field => field.Groups[1].Value).ToArray();
            Assert.True(fields.Length > 1, $"There is no type {type} in wire.ts.");
            Unknown($"{type} of wire.ts", fields, schema);
        }

        foreach (var (type, schema) in DotNetTypes)
        {
            Unknown(type.Name, type.GetProperties().Where(field => field.Name != "EqualityContract").Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name)), schema);
        }

        void Unknown(string what, IEnumerable<string> fields, string schema)
        {
            var unknown = fields.Where(field => ((JsonObject)schemas[schema]!["properties"]!)[field] is null).ToArray();
            Assert.True(unknown.Length == 0, $"{what}: {string.Join(", ", unknown)} is not in {schema} of the document");
        }
    }

    private async Task<JsonObject> Document()
    {
        var answer = await _server.Client().Get("/openapi/v1.json");
        Assert.Equal(200, answer.Status);
        return (JsonObject)JsonNode.Parse(answer.Body)!;
    }

    private static IEnumerable<(string Path, string Method, string? Id, JsonNode Json)> Operations(JsonObject document) =>
        from path in (JsonObject)document["paths"]!
        from method in (JsonObject)path.Value!
        where method.Value is JsonObject && method.Key is not "parameters"
        select (path.Key, method.Key, (string?)method.Value!["operationId"], method.Value!);

    [GeneratedRegex(@"^export type (\w+) = \{(.*?)\};$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Types();

    [GeneratedRegex(@"readonly (\w+)\??:")]
    private static partial Regex Fields();

    [GeneratedRegex(@"(?<=: )\{[^}]*\}")]
    private static partial Regex Nested();
}
