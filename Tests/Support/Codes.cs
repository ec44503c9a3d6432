using System.Text.RegularExpressions;

namespace Parley.Tests.Support;

/// <summary>Reads what people read in their mail.</summary>
internal static partial class Codes
{
    /// <summary>The digits of a message.</summary>
    public static string In(string text) => Digits().Match(text) is { Success: true } match ? match.Value : throw new InvalidOperationException("There is no code in the message.");

    /// <summary>The digits of the newest message to an address in the outbox of a server in Development.</summary>
    /// <param name="after">So many messages to the address were there already: it is the newest of those that have come since.</param>
    public static async Task<string> OutboxCode(this TestServer server, string address, int after = 0)
    {
        var texts = Array.Empty<string>();
        await Eventually.Is(
            async () => (texts = [.. (await server.Client().Get("outbox")).Json.EnumerateArray()
                .Where(message => message.GetProperty("to").GetString() == address).Select(message => message.GetProperty("text").GetString()!)]).Length > after,
            $"a message to {address} is in the outbox, behind {after} others", TimeSpan.FromSeconds(60));
        return In(texts[0]);
    }

    [GeneratedRegex(@"\b\d{6,8}\b")]
    private static partial Regex Digits();
}
