using System.Text;
using System.Text.Json;

namespace Parley.Fuzz.Cases;

/// <summary>Makes case i of a seed.</summary>
internal sealed class CaseFactory(int seed, Grammar grammar, int users)
{
    public FuzzCase Make(long number)
    {
        var random = new Random(unchecked((int)((seed * 1_000_003L) + (number * 7919L))));
        var user = random.Next(25) == 0 ? -1 : random.Next(users);
        return random.Next(100) switch
        {
            < 10 => Rest(number, user, random),
            < 50 => Frame(number, Math.Max(0, user), random),
            < 75 => HubJson(number, Math.Max(0, user), random),
            _ => HubMessagePack(number, Math.Max(0, user), random),
        };
    }

    private FuzzCase Rest(long number, int user, Random random)
    {
        var (method, path, body) = grammar.Rest(random);
        if (random.Next(3) == 0)
        {
            path = MutatePath(path, random);
        }

        if (random.Next(30) == 0)
        {
            method = ((string[])["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO"])[random.Next(9)];
        }

        byte[] bytes = body is null ? [] : Encoding.UTF8.GetBytes(JsonMutator.Mutate(body, random));
        if (random.Next(8) == 0 && bytes.Length > 0)
        {
            bytes = ByteMutator.Mutate(bytes, random);
        }

        return new FuzzCase(number, Road.Rest, user, method, path, bytes)
        {
            ContentType = random.Next(40) == 0 ? ((string[])["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/x-www-form-urlencoded"])[random.Next(5)] : "application/json",
        };
    }

    private FuzzCase Frame(long number, int user, Random random)
    {
        var text = JsonMutator.Mutate(grammar.Frame(random), random);
        return InBytes(new FuzzCase(number, Road.Raw, user, "", "", Encoding.UTF8.GetBytes(text)) { IsOrderly = IsJson(text, out var root) && root.ValueKind == JsonValueKind.Object }, random);
    }

    private FuzzCase HubJson(long number, int user, Random random)
    {
        var text = HubMessage(random);
        return InBytes(new FuzzCase(number, Road.HubJson, user, "", "", Encoding.UTF8.GetBytes(text)) { IsOrderly = IsInvocation(text) }, random);
    }

    /// <summary>Mostly only its arguments are odd: the rest is SignalR's, which closes the connection over most of it.</summary>
    private string HubMessage(Random random)
    {
        var message = grammar.HubMessage(random);
        if (random.Next(6) == 0)
        {
            return JsonMutator.Mutate(message, random);
        }

        var arguments = message["arguments"]!;
        message.Remove("arguments");
        return $"{message.ToJsonString()[..^1]},\"arguments\":{JsonMutator.Mutate(arguments, random)}}}";
    }

    private FuzzCase HubMessagePack(long number, int user, Random random)
    {
        var text = HubMessage(random);
        if (!IsJson(text, out var root))
        {
            root = JsonSerializer.SerializeToElement(grammar.HubMessage(random));
        }

        var bytes = MessagePackText.From(root, random, out var hasLied);
        return InBytes(new FuzzCase(number, Road.HubMessagePack, user, "", "", bytes) { IsOrderly = !hasLied && IsInvocation(root.GetRawText()) }, random);
    }

    private static FuzzCase InBytes(FuzzCase one, Random random) =>
        random.Next(25) == 0 ? one with { Body = ByteMutator.Mutate(one.Body, random), IsOrderly = false } : one;

    /// <summary>A message that the protocol itself takes, whatever its target and arguments.</summary>
    private static bool IsInvocation(string text) =>
        IsJson(text, out var root) && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Number && type.TryGetInt32(out var kind) && kind == 1
        && root.TryGetProperty("target", out var target) && target.ValueKind == JsonValueKind.String
        && root.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Array
        && root.TryGetProperty("invocationId", out var id) && id.ValueKind == JsonValueKind.String;

    private static bool IsJson(string text, out JsonElement root)
    {
        root = default;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            root = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string MutatePath(string path, Random random)
    {
        var parts = path.Split('/', '?', '=', '&', ',');
        var part = parts[random.Next(parts.Length)];
        var odd = random.Next(3) == 0 ? OddValues.Any(random).Trim('"') : OddValues.Text(random);
        odd = odd.Length > 3000 ? odd[..3000] : odd;
        return part.Length == 0 ? path + Uri.EscapeDataString(odd) : path.Replace(part, random.Next(5) == 0 ? odd.Replace(' ', '+').Replace('#', '+') : Uri.EscapeDataString(odd), StringComparison.Ordinal);
    }
}
