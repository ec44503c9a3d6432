using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rest;

[Trait("Scope", "S14")]
public sealed class OpenApiDocsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Page = "docs/openapi.json";

    /// <summary>They would end the session that the other calls are made with.</summary>
    private static readonly string[] Ends = ["signOut", "endSessions"];

    /// <summary>They answer with bytes, another page, or stay open.</summary>
    private static readonly string[] NoJson = ["rawSocket", "rawRoomSocket", "exportMe", "signInByProvider"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>By who is not signed in, and by who is, with names of nothing and an empty body: whatever comes is an answer that the document knows, in the shape that it says.</summary>
    [Fact]
    public async Task Every_operation_answers_what_the_document_says()
    {
        var user = await _server.SignedIn("contract");
        var faults = new List<string>();
        foreach (var operation in Operations(await Document()).Where(one => !Ends.Contains(one.Id) && !NoJson.Contains(one.Id)))
        {
            foreach (var (client, isStranger) in new[] { (_server.Client(), true), (user.Client, false) })
            {
                var path = System.Text.RegularExpressions.Regex.Replace(operation.Path, "{[^}]*}", match => match.Value.Contains("seq", StringComparison.Ordinal) ? "1" : "none");
                using var body = operation.Json["requestBody"] is null ? null : new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
                var answer = await client.Send(new HttpMethod(operation.Method.ToUpperInvariant()), path, body);
                var said = operation.Json["responses"]![answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
                var needsSignIn = operation.Json["security"] is JsonArray { Count: > 0 };
                var fault = isStranger && needsSignIn && answer.Status != 401 ? "is open to strangers"
                    : said is null && answer.Status is not 304 ? "is not in the document"
                    : answer.Status >= 500 ? "is a fault of the server"
                    : answer.Status >= 400 && (operation.Method != "head") && (answer.Code is null || answer["error"] is null || answer["requestId"] is null) ? "is no problem with code, error and requestId"
                    : !answer.Headers.Contains("X-Request-Id") ? "has no X-Request-Id"
                    : null;
                if (fault is not null)
                {
                    faults.Add($"{operation.Id} {operation.Method} {path}: {answer.Status} {fault}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
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
}
