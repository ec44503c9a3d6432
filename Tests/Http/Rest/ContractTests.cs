using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Errors;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rest;

/// <summary>
/// Calls every operation of the OpenAPI document, as it is meant to be called (contract-calls.txt) and in all the ways that follow from the document in which it is
/// not, and holds each answer against the document: status, shape, headers. Operations are found in the document; one without a call fails.
/// </summary>
[Trait("Scope", "S14")]
public sealed class ContractTests(DevelopmentFixture fixture) : IClassFixture<DevelopmentFixture>
{
    private const string ExamplesPath = "WebFrontend/Rest/examples.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly bool IsPrinting = Environment.GetEnvironmentVariable("PARLEY_UPDATE_DOCS") == "1";

    /// <summary>What they make has no address of its own.</summary>
    private static readonly string[] MakeNoResource = ["signIn", "continueSignIn", "signInDemo", "signUpByProvider", "getTicket", "claimContact", "requestPasswordReset"];

    /// <summary>They have something to say of what is not there: nobody has seen it, nobody erases it.</summary>
    private static readonly string[] KnowNothing = ["getSeen", "getErasure"];

    private readonly List<string> _faults = [];
    private readonly SortedDictionary<string, JsonObject> _examples = new(StringComparer.Ordinal);
    private int _calls;

    [Fact]
    public async Task Every_operation_answers_valid_and_invalid_calls_as_the_document_says()
    {
        using var world = new ContractWorld(fixture.Server);
        await world.Populate();
        var document = await Document(world);
        var operations = Operation.In(document);
        var calls = ContractCall.Read();
        foreach (var missing in operations.Keys.Except(calls.Select(call => call.Operation)))
        {
            _faults.Add($"{missing} has no call: add one to Tests/Http/Rest/contract-calls.txt");
        }

        foreach (var gone in calls.Select(call => call.Operation).Distinct().Except(operations.Keys))
        {
            _faults.Add($"{gone} is no operation: take its calls out of Tests/Http/Rest/contract-calls.txt");
        }

        var check = new SchemaCheck(document);
        var tried = new HashSet<string>();
        foreach (var call in calls.Where(call => operations.ContainsKey(call.Operation)))
        {
            var operation = operations[call.Operation];
            if (tried.Add(call.Operation))
            {
                await CallWrongly(world, operation, call, check); // first: what is refused changes nothing
            }

            await CallRightly(world, operation, call, check);
        }

        CheckExamples(operations, calls, check);
        Assert.True(_faults.Count == 0, $"{_faults.Count} faults in {_calls} calls:\n{string.Join('\n', _faults)}");
        Assert.True(_calls > 700, $"There were only {_calls} calls.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{operations.Count} operations, {_calls} calls");
    }

    private async Task CallRightly(ContractWorld world, Operation operation, ContractCall call, SchemaCheck check)
    {
        var body = call.Body is null ? null : await world.Filled(call.Body);
        var answer = await Send(world, operation, await world.Address(operation.Path, call), call.Actor, body, check, call.Headers);
        if (answer.Status != call.Status || Code(answer) != call.Code)
        {
            _faults.Add($"{operation.Id}: a valid call is answered by {answer.Status} {Code(answer)}, not by {call.Status} {call.Code}: {answer.Body}");
            return;
        }

        if (body?.StartsWith('{') == true && operation.Body is { } schema)
        {
            _faults.AddRange(check.Faults(schema, JsonDocument.Parse(body).RootElement).Select(fault => $"{operation.Id}: the body of a valid call is not as documented{fault}"));
        }

        if (call.Code is null)
        {
            Keep(operation, "body", body?.StartsWith('{') == true ? body : null);
            Keep(operation, "answer", answer.Status < 300 && answer.Json.ValueKind is not JsonValueKind.Undefined ? answer.Body : null);
        }
        else if (body?.StartsWith('{') == true && !_examples.ContainsKey(operation.Id))
        {
            Keep(operation, "body", body);
        }

        if (call.Code is null || call.Keeps.Count > 0)
        {
            world.Remember(call, answer);
        }
    }

    private async Task CallWrongly(ContractWorld world, Operation operation, ContractCall call, SchemaCheck check)
    {
        var address = await world.Address(operation.Path, call);
        if (operation.NeedsSignIn)
        {
            await Refused(world, operation, address, "nobody", operation.Body is null ? null : "{}", check, "a stranger", [401]);
        }

        if (operation.AnswersJson)
        {
            await Refused(world, operation, address, call.Actor, operation.Body is null ? null : "{}", check, "who accepts no JSON", [406], new Dictionary<string, string> { ["Accept"] = "application/x-none" });
        }

        foreach (var query in operation.WholeNumbers)
        {
            var path = address.Split('?')[0];
            await Refused(world, operation, $"{path}?{query}=many", call.Actor, null, check, $"{query}=many", [400, 422]);
        }

        if (operation.Method == "get" && !KnowNothing.Contains(operation.Id) && operation.Path.Contains('{', StringComparison.Ordinal))
        {
            await Refused(world, operation, await world.NoSuchAddress(operation.Path, call), call.Actor, null, check, "an address of nothing", [404, 403, 422]);
        }

        if (operation.Body is not { } schema)
        {
            return;
        }

        await Refused(world, operation, address, call.Actor, "{\"", check, "half a body", [400]);
        await Refused(world, operation, address, call.Actor, "[]", check, "an array as body", [400, 422]);
        await Refused(world, operation, address, call.Actor, "text/plain hello", check, "text as body", [415]);
        foreach (var (name, member) in check.Members(schema))
        {
            var wrong = check.TypesOf(member);
            var value = wrong.Count == 0 ? null : !wrong.Contains("object") ? "{\"no\":\"such\"}" : "17";
            if (value is not null)
            {
                await Refused(world, operation, address, call.Actor, $"{{\"{name}\":{value}}}", check, $"a {name} of another type", [400, 422]);
            }
        }
    }

    private async Task Refused(
        ContractWorld world, Operation operation, string address, string actor, string? body, SchemaCheck check, string what, int[] expected, IReadOnlyDictionary<string, string>? headers = null)
    {
        var answer = await Send(world, operation, address, actor, body, check, headers);
        if (!expected.Contains(answer.Status))
        {
            _faults.Add($"{operation.Id}: {what} is answered by {answer.Status} {Code(answer)}, not by {string.Join(" or ", expected)}");
        }
    }

    /// <summary>Calls, and checks what holds for every answer.</summary>
    private async Task<ContractAnswer> Send(
        ContractWorld world, Operation operation, string address, string actor, string? body, SchemaCheck check, IReadOnlyDictionary<string, string>? headers)
    {
        _calls++;
        var answer = await world.Call(operation.Method, address, actor, body, headers);
        _faults.AddRange(FaultsOf(operation, answer, check).Select(fault => $"{operation.Id}: {answer.Status} to {operation.Method} {address} {fault}"));
        return answer;
    }

    private static List<string> FaultsOf(Operation operation, ContractAnswer answer, SchemaCheck check)
    {
        var said = operation.Answer(answer.Status);
        if (said is null)
        {
            return ["is not in the document"];
        }

        var faults = new List<string>();
        Require(answer.Headers.ContainsKey("X-Request-Id"), "has no X-Request-Id");
        Require(answer.Headers.GetValueOrDefault("X-Content-Type-Options") == "nosniff", "has no X-Content-Type-Options");
        if (operation.Method == "head")
        {
            Require(answer.Body.Length == 0, "has a body");
        }
        else if (answer.Status >= 400)
        {
            Require(answer.MediaType == "application/problem+json", $"is {answer.MediaType}, no problem");
            faults.AddRange(answer.Json.ValueKind == JsonValueKind.Undefined ? [] : check.Faults(Shapes("Problem"), answer.Json).Where(fault => !fault.Contains("is not documented", StringComparison.Ordinal)));
            Require(Code(answer) is { } code && ErrorCatalog.Kinds.TryGetValue(code, out var kind) && kind.Status == answer.Status, $"has the code {Code(answer)}, which has another status");
            Require(answer.Status != 401 || Code(answer) != ErrorCatalog.NotSignedIn || answer.Headers.ContainsKey("WWW-Authenticate"), "has no WWW-Authenticate");
            Require(answer.Status is not (429 or 503) || answer.Headers.ContainsKey("Retry-After"), "has no Retry-After");
        }
        else if (said["content"]?["application/json"]?["schema"] is { } schema)
        {
            Require(answer.MediaType == "application/json", $"is {answer.MediaType}, not JSON");
            faults.AddRange(answer.Json.ValueKind == JsonValueKind.Undefined ? ["is empty"] : check.Faults(schema, answer.Json));
            Require(operation.Method != "get" || answer.Headers.ContainsKey("ETag"), "has no ETag");
        }
        else
        {
            Require(answer.Status != 204 || answer.Body.Length == 0, "has a body");
            Require(answer.MediaType != "application/json", "has a body that the document does not know");
        }

        Require(answer.Status is not (201 or 202) || MakeNoResource.Contains(operation.Id) || answer.Headers.ContainsKey("Location"), "has no Location");
        return faults;

        void Require(bool isSo, string otherwise)
        {
            if (!isSo)
            {
                faults.Add(otherwise);
            }
        }
    }

    private static JsonObject Shapes(string name) => Parley.WebFrontend.Wire.Shapes.Reference(name);

    private static string? Code(ContractAnswer answer) => answer.MediaType == "application/problem+json" && answer.Json.ValueKind == JsonValueKind.Object ? answer.Json.GetProperty("code").GetString() : null;

    private void Keep(Operation operation, string part, string? json)
    {
        if (json is not null)
        {
            _examples.TryAdd(operation.Id, []);
            _examples[operation.Id].TryAdd(part, ContractExamples.Of(json));
        }
    }

    /// <summary>Each body and each answer has an example, and each example is as its schema says. Printed are only those that are missing or wrong.</summary>
    private void CheckExamples(IReadOnlyDictionary<string, Operation> operations, IReadOnlyList<ContractCall> calls, SchemaCheck check)
    {
        var committed = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(GeneratedDoc.Root, ExamplesPath)))!;
        var printed = new JsonObject();
        foreach (var (id, operation) in operations.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var here = new JsonObject();
            Check("body", operation.Body);
            Check("answer", calls.Any(call => call.Operation == id && call.Code is null) ? operation.Success : null);
            if (here.Count > 0)
            {
                printed[id] = here;
            }

            void Check(string part, JsonNode? schema)
            {
                if (schema is null)
                {
                    return;
                }

                var example = committed[id]?[part];
                var faults = example is null ? ["is missing"] : check.Faults(schema, JsonSerializer.SerializeToElement(example));
                here[part] = faults.Count == 0 || !_examples.TryGetValue(id, out var real) || real[part] is null ? example?.DeepClone() : real[part]!.DeepClone();
                if (!IsPrinting)
                {
                    _faults.AddRange(faults.Select(fault => $"{id}: the example of its {part} {fault}: run ContractTests with PARLEY_UPDATE_DOCS=1, build, print the documents, and commit {ExamplesPath}"));
                }
            }
        }

        if (IsPrinting)
        {
            File.WriteAllText(Path.Combine(GeneratedDoc.Root, ExamplesPath), printed.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n");
        }
    }

    private static async Task<JsonObject> Document(ContractWorld world) => (JsonObject)JsonNode.Parse((await world.Call("get", "/openapi/v1.json", "nobody", null)).Body)!;

    /// <summary>An operation as the document has it.</summary>
    private sealed record Operation(string Id, string Path, string Method, JsonNode Json)
    {
        public bool NeedsSignIn => Json["security"] is JsonArray { Count: > 0 };

        public bool AnswersJson => Success is not null;

        /// <summary>Schema of its JSON body; null: it takes none.</summary>
        public JsonNode? Body => Json["requestBody"]?["content"]?["application/json"]?["schema"];

        /// <summary>Schema of its success; null: it has no JSON.</summary>
        public JsonNode? Success => ((JsonObject)Json["responses"]!).Where(one => one.Key[0] == '2').Select(one => one.Value!["content"]?["application/json"]?["schema"]).FirstOrDefault(schema => schema is not null);

        public IEnumerable<string> WholeNumbers => (Json["parameters"] as JsonArray ?? [])
            .Where(one => (string?)one!["in"] == "query" && one["schema"]?["type"]?.ToJsonString().Contains("integer", StringComparison.Ordinal) == true).Select(one => (string)one!["name"]!);

        public JsonNode? Answer(int status) => Json["responses"]![status.ToString(CultureInfo.InvariantCulture)];

        public static Dictionary<string, Operation> In(JsonObject document) => (
            from path in (JsonObject)document["paths"]!
            from method in (JsonObject)path.Value!
            where method.Value is JsonObject && method.Key is not "parameters"
            select new Operation((string)method.Value!["operationId"]!, path.Key, method.Key, method.Value!)).ToDictionary(one => one.Id);
    }
}
